// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

class Event {
 public:
  // Comes back when the event has been fired.
  void wait() {
    std::unique_lock lock(mutex_);
    news_.wait(lock);
  }

  // From now on the event has happened.
  void fire() {
    fired_ = true;
    news_.notify_one();
  }

  // True once the event has happened. Does not wait for it.
  bool fired() const { return fired_; }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::atomic<bool> fired_ = false;
};
