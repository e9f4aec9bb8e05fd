// caught by: explore (race)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

class Event {
 public:
  void wait() {
    if (fired()) return;  // quick, without a lock
    std::unique_lock lock(mutex_);
    news_.wait(lock, [this] { return fired(); });
  }

  void fire() {
    std::lock_guard lock(mutex_);
    fired_.store(true, std::memory_order_relaxed);
    news_.notify_all();
  }

  bool fired() const { return fired_.load(std::memory_order_relaxed); }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::atomic<bool> fired_ = false;
};
