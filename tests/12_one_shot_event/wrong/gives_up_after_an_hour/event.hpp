// caught by: explore (wrong)
// Differs: it looks again after each wake-up, but a deadline ends the wait
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

class Event {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    news_.wait_for(lock, std::chrono::hours(1), [this] { return fired_; });
  }

  void fire() {
    std::lock_guard lock(mutex_);
    fired_ = true;
    news_.notify_all();
  }

  bool fired() const {
    std::lock_guard lock(mutex_);
    return fired_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable news_;
  bool fired_ = false;
};
