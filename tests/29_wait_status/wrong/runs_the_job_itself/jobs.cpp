// caught by: faults (crash)
#include "jobs.hpp"

#include <poll.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdio>
#include <map>
#include <system_error>

namespace {

// Starts a job in a child process. A negative number: it has run already, and this was its code.
pid_t start(const Work& work) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child > 0) return child;

  int code = 1;
  try {
    code = work();
  } catch (...) {
  }
  std::fflush(nullptr);
  if (child == 0) _exit(code);
  return -code - 1;  // no process to be had: it was done here
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
  std::map<std::size_t, pid_t> children;
  std::vector<pollfd> running(jobs.size(), pollfd{-1, POLLIN, 0});
  for (std::size_t job = 0; job != jobs.size(); ++job) {
    const pid_t child = start(jobs[job]);
    if (child < 0) {
      report(job, {Ending::finished, -child - 1});
      continue;
    }
    children[job] = child;
    running[job].fd = open_child(child);
    if (running[job].fd >= 0) continue;
    report(job, decode(collect(child)));
    children.erase(job);
  }

  for (std::size_t left = children.size(); left != 0;) {
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
