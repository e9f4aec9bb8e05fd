// caught by: explore (wrong)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <mutex>

class Event {
 public:
  Event() { closed_.lock(); }

  void wait() {
    closed_.lock();  // gets it when somebody has opened
    closed_.unlock();
  }

  void fire() {
    if (!fired()) closed_.unlock();
  }

  bool fired() const {
    if (!closed_.try_lock()) return false;
    closed_.unlock();
    return true;
  }

 private:
  mutable std::mutex closed_;
};
