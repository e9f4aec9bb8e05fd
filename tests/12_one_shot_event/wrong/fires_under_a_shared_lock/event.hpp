// caught by: explore (deadlock)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>

class Event {
 public:
  void wait() {
    std::shared_lock lock(mutex_);
    news_.wait(lock, [this] { return fired_.load(); });
  }

  void fire() {
    std::shared_lock lock(mutex_);
    fired_ = true;
    news_.notify_all();
  }

  bool fired() const { return fired_; }

 private:
  std::shared_mutex mutex_;
  std::condition_variable_any news_;
  std::atomic<bool> fired_ = false;
};
