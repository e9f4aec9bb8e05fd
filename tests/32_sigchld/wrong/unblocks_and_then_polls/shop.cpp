// caught by: faults (deadlock)
#include "shop.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

void do_nothing(int) {}

// While it lives, SIGCHLD is blocked, except around poll.
class ChildSignals {
 public:
  ChildSignals() {
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &only, &before_) != 0) fail("sigprocmask");
    struct sigaction action {};
    action.sa_handler = do_nothing;
    sigaction(SIGCHLD, &action, &handling_);
  }
  ~ChildSignals() { unblock(); }
  ChildSignals(const ChildSignals&) = delete;
  ChildSignals& operator=(const ChildSignals&) = delete;

  // poll, with SIGCHLD let in.
  int wait(pollfd& watched) const {
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, &before_, &blocked);
    const int ready = poll(&watched, 1, -1);
    const int error = errno;
    sigprocmask(SIG_SETMASK, &blocked, nullptr);
    errno = error;
    return ready;
  }
  void unblock() const {
    sigaction(SIGCHLD, &handling_, nullptr);
    sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t before_{};
  struct sigaction handling_ {};
};

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

int result_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// The jobs that run, by process. Whatever happens, they are waited for.
class Jobs {
 public:
  Jobs() = default;
  ~Jobs() {
    for (const auto& [process, order] : running_) {
      kill(process, SIGKILL);
      while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  std::size_t size() const { return running_.size(); }

  void start(const Print& print, char order, const ChildSignals& signals) {
    std::fflush(nullptr);
    const pid_t process = fork();
    if (process < 0) fail("fork");
    if (process == 0) {
      signals.unblock();  // a blocked signal stays blocked through fork, and even through exec
      run_job(print, order);
    }
    running_[process] = order;
  }

  // All that have ended: one signal can stand for many of them.
  std::vector<std::pair<char, int>> take_ended() {
    std::vector<std::pair<char, int>> ended;
    for (auto job = running_.begin(); job != running_.end();) {
      int status = 0;
      if (waitpid(job->first, &status, WNOHANG) == job->first) {
        ended.emplace_back(job->second, result_of(status));
        job = running_.erase(job);
      } else {
        ++job;
      }
    }
    return ended;
  }

 private:
  std::map<pid_t, char> running_;
};

}  // namespace

void run_shop(int orders, int printers, const Print& print, const Report& report) {
  ChildSignals signals;
  Jobs jobs;
  bool open = true;
  while (open || jobs.size() != 0) {
    const bool takes_orders = open && jobs.size() < static_cast<std::size_t>(printers);
    pollfd watched{takes_orders ? orders : -1, POLLIN, 0};
    const int ready = signals.wait(watched);
    if (ready < 0 && errno != EINTR) fail("poll");
    for (const auto& [order, result] : jobs.take_ended()) report(order, result);
    if (ready > 0) {
      char order = 0;
      const ssize_t size = read(orders, &order, 1);
      if (size == 1) {
        jobs.start(print, order, signals);
      } else if (size == 0) {
        open = false;
      } else if (errno != EINTR) {
        fail("read");
      }
    }
  }
}
