// caught by: faults (wrong)
#include "jobs.hpp"

#include <poll.h>
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

Ending decode(int status) {
  if (WIFSIGNALED(status)) return {Ending::killed, WTERMSIG(status)};
  return {Ending::finished, WEXITSTATUS(status)};
}

void wait_for_some(std::vector<pollfd>& running) {
  while (poll(running.data(), running.size(), -1) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
  }
}

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  std::vector<pid_t> children;
  std::vector<pollfd> running;
  for (const Work& work : jobs) {
    try {
      children.push_back(start(work));
    } catch (...) {
      for (const pollfd& process : running) close(process.fd);
      for (const pid_t child : children) collect(child);
      throw;
    }
    running.push_back({open_child(children.back()), POLLIN, 0});
  }
  std::size_t left = 0;
  for (const pollfd& process : running) left += process.fd >= 0 ? 1 : 0;
  while (left != 0) {
    wait_for_some(running);
    for (std::size_t job = 0; job != jobs.size(); ++job) {
      if (running[job].revents == 0) continue;
      close(running[job].fd);
      running[job].fd = -1;
      --left;
      report(job, decode(collect(children[job])));
    }
  }
}
