// caught by: faults (deadlock)
#include "jobs.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <map>
#include <system_error>

namespace {

// Starts a job in a child process, as in lesson 28.
pid_t start(const Work& work) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child > 0) return child;

  int code = 1;
  try {
    code = work();
  } catch (...) {
  }
  std::fflush(nullptr);
  _exit(code);
}

Ending decode(int status) {
  if (WIFSIGNALED(status)) return {Ending::killed, WTERMSIG(status)};
  return {Ending::finished, WEXITSTATUS(status)};
}

volatile std::sig_atomic_t news = 0;

// Notes that a child has ended, while it lives. Then the caller's own handler is put back.
class Handler {
 public:
  Handler() {
    struct sigaction mine {};
    mine.sa_handler = [](int) { news = 1; };
    sigaction(SIGCHLD, &mine, &before_);
  }
  ~Handler() { sigaction(SIGCHLD, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

// The jobs that run. Whatever happens, it leaves none of them behind.
struct Running {
  std::map<std::size_t, pid_t> children;

  ~Running() {
    for (const auto& [job, child] : children) {
      while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
};

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  const Handler handler;
  Running running;
  for (std::size_t job = 0; job != jobs.size(); ++job) running.children[job] = start(jobs[job]);

  while (!running.children.empty()) {
    if (news == 0) pause();  // sleeps until a signal comes
    news = 0;
    for (auto entry = running.children.begin(); entry != running.children.end();) {
      const auto [job, child] = *entry;
      int status = 0;
      if (waitpid(child, &status, WNOHANG) == child) {
        entry = running.children.erase(entry);
        report(job, decode(status));
      } else {
        ++entry;
      }
    }
  }
}
