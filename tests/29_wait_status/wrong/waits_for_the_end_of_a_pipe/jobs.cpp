// caught by: test (wrong)
#include "jobs.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace {

Ending decode(int status) {
  if (WIFSIGNALED(status)) return {Ending::killed, WTERMSIG(status)};
  return {Ending::finished, WEXITSTATUS(status)};
}

int collect(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  return status;
}

struct Child {
  pid_t process;
  int alive;  // the read end of a pipe: it comes to its end when the child has ended
};

Child start(const Work& work) {
  std::fflush(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child > 0) {
    close(ends[1]);
    return {child, ends[0]};
  }

  int code = 1;
  try {
    code = work();
  } catch (...) {
  }
  std::fflush(nullptr);
  _exit(code);
}

void wait_for_some(std::vector<pollfd>& running) {
  while (poll(running.data(), running.size(), -1) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
  }
}

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  std::vector<Child> children;
  std::vector<pollfd> running;
  for (const Work& work : jobs) {
    children.push_back(start(work));
    running.push_back({children.back().alive, POLLIN, 0});
  }
  for (std::size_t left = jobs.size(); left != 0;) {
    wait_for_some(running);
    for (std::size_t job = 0; job != jobs.size(); ++job) {
      if (running[job].revents == 0) continue;
      close(running[job].fd);
      running[job].fd = -1;
      --left;
      report(job, decode(collect(children[job].process)));
    }
  }
}
