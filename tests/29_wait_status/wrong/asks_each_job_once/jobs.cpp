// caught by: test (wrong)
#include "jobs.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <cstdio>
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

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  std::vector<pid_t> children;
  for (const Work& work : jobs) children.push_back(start(work));

  for (std::size_t job = 0; job != jobs.size(); ++job) {
    int status = 0;
    waitpid(children[job], &status, WNOHANG);
    report(job, decode(status));
  }
}
