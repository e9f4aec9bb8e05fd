// caught by: test (wrong)
#include "shop.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <system_error>
#include <vector>

namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

[[noreturn]] void run_job(const Print& print, char order) {
  int code = 255;
  try {
    code = print(order);
  } catch (...) {
    // The exit code tells the shop.
  }
  std::fflush(nullptr);
  _exit(code);
}

// A child process that prints one poster. Whatever happens, it is waited for.
class Job {
 public:
  Job(char order, const Print& print) : order_{order} {
    std::fflush(nullptr);  // or the child would print again what is still in the buffers
    process_ = fork();
    if (process_ < 0) fail("fork");
    if (process_ == 0) run_job(print, order);

    // A descriptor that stands for the process: it becomes readable when the process has ended. It
    // does not matter if it has ended already, because nobody but us takes the zombie away. The
    // system call itself: the header <sys/pidfd.h> of glibc 2.36 is not made for C++.
    pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, process_, 0));
    if (pidfd_ < 0) {
      const int error = errno;
      give_up();
      throw std::system_error(error, std::generic_category(), "pidfd_open");
    }
  }
  ~Job() {
    if (process_ > 0) give_up();
    if (pidfd_ >= 0) close(pidfd_);
  }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  char order() const { return order_; }
  int pidfd() const { return pidfd_; }

  // Waits for the end of the process, and takes its zombie away.
  int result() {
    siginfo_t end{};
    while (waitid(P_PIDFD, static_cast<id_t>(pidfd_), &end, WEXITED) < 0) {
      if (errno != EINTR) fail("waitid");
    }
    process_ = 0;
    return end.si_code == CLD_EXITED ? end.si_status : -end.si_status;
  }

 private:
  void give_up() {
    kill(process_, SIGTERM);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  char order_;
  pid_t process_ = 0;
  int pidfd_ = -1;
};

using Jobs = std::vector<std::unique_ptr<Job>>;

// Sleeps until there is something to read from `orders`, or one of the jobs has ended.
std::vector<pollfd> wait_for_something(int orders, const Jobs& jobs) {
  std::vector<pollfd> watched{{orders, POLLIN, 0}};
  for (const auto& job : jobs) watched.push_back({job->pidfd(), POLLIN, 0});
  while (poll(watched.data(), watched.size(), -1) < 0) {
    if (errno != EINTR) fail("poll");
  }
  return watched;
}

// Nothing: the orders have come to their end.
std::optional<char> next_order(int orders) {
  char order = 0;
  ssize_t size = 0;
  while ((size = read(orders, &order, 1)) < 0) {
    if (errno != EINTR) fail("read");
  }
  return size == 0 ? std::nullopt : std::optional{order};
}

}  // namespace

void run_shop(int orders, int printers, const Print& print, const Report& report) {
  Jobs jobs;
  bool open = true;
  while (open || !jobs.empty()) {
    const bool takes_orders = open && jobs.size() < static_cast<std::size_t>(printers);
    // poll passes over a negative descriptor. No events would not do: at the end of `orders` it
    // would still return at once, with POLLHUP.
    const std::vector<pollfd> watched = wait_for_something(takes_orders ? orders : -1, jobs);

    for (std::size_t i = jobs.size(); i-- != 0;) {  // from the back, since it takes some out
      if (watched[i + 1].revents == 0) continue;
      const char order = jobs[i]->order();
      const int result = jobs[i]->result();
      jobs.erase(jobs.begin() + static_cast<std::ptrdiff_t>(i));
      report(order, result);
    }
    if (watched[0].revents != 0) {
      if (const std::optional<char> order = next_order(orders)) {
        jobs.push_back(std::make_unique<Job>(*order, print));
      } else {
        open = false;
      }
    }
  }
}
