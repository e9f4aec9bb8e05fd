#include "shop.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <map>

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

pid_t start_job(const Print& print, char order) {
  std::fflush(nullptr);  // or the child would print again what is still in the buffers
  const pid_t process = fork();
  if (process == 0) run_job(print, order);
  return process;
}

int result_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

volatile std::sig_atomic_t job_ended = 0;

void note_it(int) {
  job_ended = 1;
}

}  // namespace

void run_shop(int orders, int printers, const Print& print, const Report& report) {
  struct sigaction action {};
  action.sa_handler = note_it;  // and read and pause are interrupted, since SA_RESTART is not set
  sigaction(SIGCHLD, &action, nullptr);

  std::map<pid_t, char> jobs;
  bool open = true;
  while (open || !jobs.empty()) {
    // TODO: on a quiet day all is well. When several jobs end at once, some are never reported. And
    // one evening the last job ended just before pause(), and the shop slept for ever.
    if (job_ended) {
      job_ended = 0;
      int status = 0;
      const pid_t process = wait(&status);
      const char order = jobs[process];
      jobs.erase(process);
      report(order, result_of(status));
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
