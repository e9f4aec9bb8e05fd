// caught by: test (wrong)
#include "jobs.hpp"

#include <sys/wait.h>

#include <cerrno>
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

// Sleeps until a child has ended, and does not take it: it may not be ours.
void wait_for_news() {
  siginfo_t info{};
  while (waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
}

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  std::map<std::size_t, pid_t> running;
  for (std::size_t job = 0; job != jobs.size(); ++job) running[job] = start(jobs[job]);

  while (!running.empty()) {
    wait_for_news();
    for (auto entry = running.begin(); entry != running.end();) {
      const auto [job, child] = *entry;
      int status = 0;
      if (waitpid(child, &status, WNOHANG) == child) {
        entry = running.erase(entry);
        report(job, decode(status));
      } else {
        ++entry;
      }
    }
  }
}
