// caught by: faults (wrong)
#include "jobs.hpp"

#include <poll.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <system_error>

namespace {

// Starts a job in a child process, as in lesson 28.
pid_t start(const Work& work) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) {
    std::perror("fork");
    std::exit(1);
  }
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

class Child {
 public:
  explicit Child(const Work& work) : process_{start(work)}, descriptor_{open_child(process_)} {
    if (descriptor_ >= 0) return;
    const int error = errno;
    collect(process_);
    throw std::system_error(error, std::generic_category(), "pidfd_open");
  }
  ~Child() {
    if (!collected_) collect(process_);
    close(descriptor_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int descriptor() const { return descriptor_; }
  Ending ending() {
    collected_ = true;
    return decode(collect(process_));
  }

 private:
  const pid_t process_;
  const int descriptor_;
  bool collected_ = false;
};

void wait_for_some(std::vector<pollfd>& running) {
  while (poll(running.data(), running.size(), -1) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
  }
}

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  std::deque<Child> children;
  for (const Work& work : jobs) children.emplace_back(work);

  std::vector<pollfd> running;
  for (const Child& child : children) running.push_back({child.descriptor(), POLLIN, 0});

  for (std::size_t left = jobs.size(); left != 0;) {
    wait_for_some(running);
    for (std::size_t job = 0; job != jobs.size(); ++job) {
      if (running[job].revents == 0) continue;
      running[job].fd = -1;
      --left;
      report(job, children[job].ending());
    }
  }
}
