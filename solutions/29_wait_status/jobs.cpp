#include "jobs.hpp"

#include <poll.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdio>
#include <deque>
#include <system_error>

namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

// Starts a job in a child process, as in lesson 28.
pid_t start(const Work& work) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child > 0) return child;

  int code = 1;
  try {
    code = work();
  } catch (...) {
    // A job that throws ends with code 1.
  }
  std::fflush(nullptr);
  _exit(code);
}

// Waits for the end of this child and takes its status. After that the child is no zombie any more,
// and its number may be given to another process.
int collect(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail("waitpid");  // EINTR: a signal came, and the child still runs
  }
  return status;
}

// Only who finished has an exit code, and only who was killed has a signal.
Ending decode(int status) {
  if (WIFSIGNALED(status)) return {Ending::killed, WTERMSIG(status)};
  return {Ending::finished, WEXITSTATUS(status)};
}

// A job's process. Nobody can forget to wait for it: the destructor does.
class Child {
 public:
  explicit Child(const Work& work) : process_{start(work)}, descriptor_{open_child(process_)} {
    if (descriptor_ >= 0) return;
    const int error = errno;
    collect(process_);  // no destructor is called when a constructor throws
    errno = error;
    fail("pidfd_open");
  }
  ~Child() {
    while (!collected_ && waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
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

// Sleeps until at least one of them has ended. `revents` says which.
void wait_for_some(std::vector<pollfd>& running) {
  while (poll(running.data(), running.size(), -1) < 0) {
    if (errno != EINTR) fail("poll");
  }
}

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  std::deque<Child> children;  // if a later job cannot be started, the earlier ones are waited for
  for (const Work& work : jobs) children.emplace_back(work);

  std::vector<pollfd> running;
  for (const Child& child : children) running.push_back({child.descriptor(), POLLIN, 0});

  for (std::size_t left = jobs.size(); left != 0;) {
    wait_for_some(running);
    for (std::size_t job = 0; job != jobs.size(); ++job) {
      if (running[job].revents == 0) continue;
      running[job].fd = -1;  // poll leaves it out from now on
      --left;
      report(job, children[job].ending());
    }
  }
}
