// caught by: explore (deadlock)
// Differs: a thread waits for itself, not for another
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <condition_variable>
#include <mutex>

class Event {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    news_.wait(lock, [this] { return fired(); });
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
