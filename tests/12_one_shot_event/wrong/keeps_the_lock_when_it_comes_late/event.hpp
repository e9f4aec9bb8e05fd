// caught by: explore (deadlock)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

class Event {
 public:
  void wait() {
    mutex_.lock();
    if (fired_) return;
    std::unique_lock lock(mutex_, std::adopt_lock);
    news_.wait(lock, [this] { return fired_.load(); });
  }

  void fire() {
    std::lock_guard lock(mutex_);
    fired_ = true;
    news_.notify_all();
  }

  bool fired() const { return fired_; }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::atomic<bool> fired_ = false;
};
