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

int collect(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  return status;
}

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  std::vector<pid_t> children;
  for (std::size_t job = 0; job != jobs.size(); ++job) {
    children.push_back(start([&, job] {
      const int code = jobs[job]();
      report(job, {Ending::finished, code});  // now it has ended
      return code;
    }));
  }
  for (const pid_t child : children) collect(child);
}
