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

// SIGCHLD waits while this lives, until sigwaitinfo takes it.
class Blocked {
 public:
  Blocked() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals_, &before_);
  }
  ~Blocked() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

  void wait() const { sigwaitinfo(&signals_, nullptr); }

 private:
  sigset_t signals_;
  sigset_t before_;
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

void collect_ended(Running& running, const Report& report) {
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

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  Running running;
  for (std::size_t job = 0; job != jobs.size(); ++job) running.children[job] = start(jobs[job]);

  collect_ended(running, report);  // the quick ones
  const Blocked blocked;
  while (!running.children.empty()) {
    blocked.wait();
    collect_ended(running, report);
  }
}
