// caught by: test (wrong)
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

// While it lives, children leave no zombies.
class NoZombies {
 public:
  NoZombies() {
    struct sigaction action {};
    action.sa_handler = SIG_IGN;
    sigaction(SIGCHLD, &action, &before_);
  }
  ~NoZombies() { undo(); }
  NoZombies(const NoZombies&) = delete;
  NoZombies& operator=(const NoZombies&) = delete;

  void undo() const { sigaction(SIGCHLD, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

struct Running {
  char order;
  int pipe;  // comes to its end when the job ends
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
    for (const auto& [process, job] : running_) {
      close(job.pipe);
      kill(process, SIGKILL);
      while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  std::size_t size() const { return running_.size(); }

  void start(const Print& print, char order, const NoZombies& ignoring) {
    std::fflush(nullptr);
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe2");
    const pid_t process = fork();
    if (process < 0) fail("fork");
    if (process == 0) {
      ignoring.undo();
      run_job(print, order);
    }
    close(ends[1]);
    running_[process] = {order, ends[0]};
  }

  void watch(std::vector<pollfd>& watched) const {
    for (const auto& [process, job] : running_) watched.push_back({job.pipe, POLLIN, 0});
  }

  // Those whose pipe has come to its end. In the same order as in watch().
  std::vector<std::pair<char, int>> take_ended(const std::vector<pollfd>& watched) {
    std::vector<std::pair<char, int>> ended;
    std::size_t at = 1;
    for (auto job = running_.begin(); job != running_.end(); ++at) {
      if (watched[at].revents == 0) {
        ++job;
        continue;
      }
      int status = 0;
      waitpid(job->first, &status, 0);
      close(job->second.pipe);
      ended.emplace_back(job->second.order, result_of(status));
      job = running_.erase(job);
    }
    return ended;
  }

 private:
  std::map<pid_t, Running> running_;
};

}  // namespace

void run_shop(int orders, int printers, const Print& print, const Report& report) {
  NoZombies ignoring;
  Jobs jobs;
  bool open = true;
  while (open || jobs.size() != 0) {
    const bool takes_orders = open && jobs.size() < static_cast<std::size_t>(printers);
    std::vector<pollfd> watched{{takes_orders ? orders : -1, POLLIN, 0}};
    jobs.watch(watched);
    if (poll(watched.data(), watched.size(), -1) < 0) {
      if (errno != EINTR) fail("poll");
      continue;
    }
    for (const auto& [order, result] : jobs.take_ended(watched)) report(order, result);
    if (watched[0].revents != 0) {
      char order = 0;
      const ssize_t size = read(orders, &order, 1);
      if (size == 1) {
        jobs.start(print, order, ignoring);
      } else if (size == 0) {
        open = false;
      } else if (errno != EINTR) {
        fail("read");
      }
    }
  }
}
