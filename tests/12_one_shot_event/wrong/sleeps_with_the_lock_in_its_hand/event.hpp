// caught by: explore (hang)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <chrono>
#include <mutex>
#include <thread>

class Event {
 public:
  void wait() {
    std::lock_guard lock(mutex_);
    while (!fired_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  void fire() {
    std::lock_guard lock(mutex_);
    fired_ = true;
  }

  bool fired() const {
    std::lock_guard lock(mutex_);
    return fired_;
  }

 private:
  mutable std::mutex mutex_;
  bool fired_ = false;
};
