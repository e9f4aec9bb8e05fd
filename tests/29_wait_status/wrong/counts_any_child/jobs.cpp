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

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  std::map<pid_t, std::size_t> job_of;
  for (std::size_t job = 0; job != jobs.size(); ++job) job_of[start(jobs[job])] = job;

  for (std::size_t ended = 0; ended != jobs.size(); ++ended) {
    int status = 0;
    pid_t child = -1;
    while ((child = waitpid(-1, &status, 0)) < 0) {
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
    }
    if (job_of.contains(child)) report(job_of[child], decode(status));
  }
}
