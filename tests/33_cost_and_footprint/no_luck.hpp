// Takes the luck out of two calls on which a wrong answer may rely. "By now the child will be
// ready" and "it will not have gone far yet" are hopes; on one machine they may come true for
// years. Here they do not come true once, so they are found every time. Included once, by
// behaviour.cpp.
#pragma once

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

#include "witness.hpp"

namespace no_luck {

inline bool stopping_takes_long = false;

// As long as it lives, a process has all the time that it needs to get away before SIGSTOP arrives.
class SlowStop {
 public:
  SlowStop() { stopping_takes_long = true; }
  ~SlowStop() { stopping_takes_long = false; }
  SlowStop(const SlowStop&) = delete;
  SlowStop& operator=(const SlowStop&) = delete;
};

}  // namespace no_luck

extern "C" {

// Sleeping takes no time.
int nanosleep(const timespec*, timespec*) {
  sched_yield();
  return 0;
}
int clock_nanosleep(clockid_t, int, const timespec*, timespec*) {
  sched_yield();
  return 0;
}
int usleep(useconds_t) {
  sched_yield();
  return 0;
}
unsigned sleep(unsigned) {
  sched_yield();
  return 0;
}

int kill(pid_t process, int signal) noexcept {
  if (no_luck::stopping_takes_long && signal == SIGSTOP && process != getpid()) {
    witness::let_run(process);
  }
  return static_cast<int>(syscall(SYS_kill, process, signal));
}
}
