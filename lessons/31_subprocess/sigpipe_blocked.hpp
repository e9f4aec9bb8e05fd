// Writing into a pipe that nobody reads, without dying of it. You need not edit this.
#pragma once

#include <pthread.h>

#include <csignal>
#include <ctime>

// As long as one of these lives, the thread that has made it gets EPIPE from such a write, and the
// signal SIGPIPE does not end the process. Other threads are not affected.
//
// A child process that is made meanwhile, by fork or posix_spawn, inherits the blocked signal, and
// exec does not change that.
class SigpipeBlocked {
 public:
  SigpipeBlocked() {
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
    sigset_t waiting;
    sigpending(&waiting);
    was_waiting_ = sigismember(&waiting, SIGPIPE) == 1;
  }
  ~SigpipeBlocked() {
    const timespec at_once{0, 0};
    if (!was_waiting_) sigtimedwait(&sigpipe_, nullptr, &at_once);  // takes ours, if there is one
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeBlocked(const SigpipeBlocked&) = delete;
  SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;

 private:
  static sigset_t only_sigpipe() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
  }

  const sigset_t sigpipe_ = only_sigpipe();
  sigset_t before_;
  bool was_waiting_ = false;
};
