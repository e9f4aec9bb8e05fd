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

int collect(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, WUNTRACED) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  return status;
}

Ending decode(int status) {
  if (WIFEXITED(status)) return {Ending::finished, WEXITSTATUS(status)};
  if (WIFSTOPPED(status)) return {Ending::killed, WSTOPSIG(status)};
  return {Ending::killed, WTERMSIG(status)};
}

// The next job that has something to tell. All jobs are in one process group.
pid_t next(pid_t group, int* status) {
  pid_t child = -1;
  while ((child = waitpid(-group, status, WUNTRACED)) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  return child;
}

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  std::map<pid_t, std::size_t> running;
  pid_t group = 0;
  for (std::size_t job = 0; job != jobs.size(); ++job) {
    const pid_t child = start(jobs[job]);
    if (group == 0) group = child;
    setpgid(child, group);
    running[child] = job;
  }
  while (!running.empty()) {
    int status = 0;
    const pid_t child = next(group, &status);
    const std::size_t job = running[child];
    running.erase(child);
    report(job, decode(status));
    if (WIFSTOPPED(status)) collect(child);
  }
}
