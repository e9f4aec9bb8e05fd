// caught by: faults (deadlock)
#include "shop.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <map>
#include <system_error>

namespace {

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

struct sigaction before {};  // how the caller handles SIGCHLD

pid_t start_job(const Print& print, char order) {
  std::fflush(nullptr);  // or the child would print again what is still in the buffers
  const pid_t process = fork();
  if (process < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (process == 0) {
    sigaction(SIGCHLD, &before, nullptr);
    run_job(print, order);
  }
  return process;
}

int result_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

volatile std::sig_atomic_t job_ended = 0;

void note_it(int) {
  job_ended = 1;
}

// While it lives, SIGCHLD sets the flag.
class Flag {
 public:
  Flag() {
    struct sigaction action {};
    action.sa_handler = note_it;  // without SA_RESTART: read and pause return
    sigaction(SIGCHLD, &action, &before);
  }
  ~Flag() { sigaction(SIGCHLD, &before, nullptr); }
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;
};

// Whatever happens, they are waited for.
struct Jobs : std::map<pid_t, char> {
  ~Jobs() {
    for (const auto& [process, order] : *this) {
      kill(process, SIGKILL);
      while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
};

void report_ended(Jobs& jobs, const Report& report) {
  for (auto job = jobs.begin(); job != jobs.end();) {
    int status = 0;
    if (waitpid(job->first, &status, WNOHANG) != job->first) {
      ++job;
      continue;
    }
    const char order = job->second;
    job = jobs.erase(job);
    report(order, result_of(status));
  }
}

}  // namespace

void run_shop(int orders, int printers, const Print& print, const Report& report) {
  Flag flag;
  Jobs jobs;
  job_ended = 0;
  bool open = true;
  while (open || !jobs.empty()) {
    if (job_ended) {
      job_ended = 0;  // first this, then look
      report_ended(jobs, report);
    } else if (open && jobs.size() < static_cast<std::size_t>(printers)) {
      char order = 0;
      const ssize_t size = read(orders, &order, 1);
      if (size == 1) jobs[start_job(print, order)] = order;
      if (size == 0) open = false;
    } else {
      pause();
    }
  }
}
