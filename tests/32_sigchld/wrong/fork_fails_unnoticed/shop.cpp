// caught by: faults (deadlock)
// Differs: no signal is missed: there never was a child
#include "shop.hpp"

#include <fcntl.h>
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

std::array<int, 2> bell{-1, -1};  // what the handler writes into it wakes poll

void ring(int) {
  const int error = errno;  // of the code that this handler interrupts
  [[maybe_unused]] const ssize_t written = write(bell[1], "!", 1);  // full: it is ringing already
  errno = error;
}

// While it lives, SIGCHLD rings the bell.
class Bell {
 public:
  Bell() {
    if (pipe2(bell.data(), O_CLOEXEC | O_NONBLOCK) != 0) fail("pipe2");
    struct sigaction action {};
    action.sa_handler = ring;
    action.sa_flags = SA_RESTART | SA_NOCLDSTOP;
    sigaction(SIGCHLD, &action, &before_);
  }
  ~Bell() {
    stop_ringing();
    close(bell[0]);
    close(bell[1]);
  }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void stop_ringing() const { sigaction(SIGCHLD, &before_, nullptr); }
  void empty() {
    std::array<char, 256> bytes{};
    while (read(bell[0], bytes.data(), bytes.size()) > 0 || errno == EINTR) {
    }
  }

 private:
  struct sigaction before_ {};
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
      if (process > 0) kill(process, SIGKILL);
      while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  std::size_t size() const { return running_.size(); }

  void start(const Print& print, char order, const Bell& ringing) {
    std::fflush(nullptr);
    const pid_t process = fork();
    if (process == 0) {
      ringing.stop_ringing();
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
  Bell ringing;
  Jobs jobs;
  bool open = true;
  while (open || jobs.size() != 0) {
    const bool takes_orders = open && jobs.size() < static_cast<std::size_t>(printers);
    std::array<pollfd, 2> watched{{{bell[0], POLLIN, 0}, {takes_orders ? orders : -1, POLLIN, 0}}};
    if (poll(watched.data(), watched.size(), -1) < 0) {
      if (errno != EINTR) fail("poll");
      continue;
    }
    if (watched[0].revents != 0) {
      ringing.empty();  // first this, then look: what ends in between rings again
      for (const auto& [order, result] : jobs.take_ended()) report(order, result);
    }
    if (watched[1].revents != 0) {
      char order = 0;
      const ssize_t size = read(orders, &order, 1);
      if (size == 1) {
        jobs.start(print, order, ringing);
      } else if (size == 0) {
        open = false;
      } else if (errno != EINTR) {
        fail("read");
      }
    }
  }
}
