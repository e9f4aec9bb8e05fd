// caught by: explore (deadlock)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

class Event {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    news_.wait(lock, [this] { return fired_.load(); });
  }

  // Must not wait for anybody, so it does not wait for the lock either.
  void fire() {
    std::unique_lock lock(mutex_, std::try_to_lock);
    fired_ = true;
    news_.notify_all();
  }

  bool fired() const { return fired_; }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::atomic<bool> fired_ = false;
};
