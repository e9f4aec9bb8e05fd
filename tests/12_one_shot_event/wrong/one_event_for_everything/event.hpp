// caught by: test (wrong)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <condition_variable>
#include <mutex>

class Event {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    news_.wait(lock, [] { return fired_; });
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
  static inline std::mutex mutex_;
  static inline std::condition_variable news_;
  static inline bool fired_ = false;
};
