// caught by: faults (wrong)
#include "jobs.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <cstdio>
#include <map>
#include <system_error>

namespace {

// Starts a job in a child process, as in lesson 28.
pid_t start(const Work& work, pid_t group) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child > 0) return child;

  setpgid(0, group);  // 0: it is the first, and the group is named after it

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

// The jobs that run. Whatever happens, it leaves none of them behind.
struct Running {
  std::map<pid_t, std::size_t> job_of;
  pid_t group = 0;

  ~Running() {
    for (const auto& [child, job] : job_of) {
      while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
};

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  Running running;
  for (std::size_t job = 0; job != jobs.size(); ++job) {
    const pid_t child = start(jobs[job], running.group);
    running.job_of[child] = job;
    if (job == 0) running.group = child;
  }
  while (!running.job_of.empty()) {
    int status = 0;
    const pid_t child = waitpid(-running.group, &status, 0);
    if (child < 0 && errno == EINTR) continue;
    if (child < 0) throw std::system_error(errno, std::generic_category(), "waitpid");
    const std::size_t job = running.job_of[child];
    running.job_of.erase(child);
    report(job, decode(status));
  }
}
