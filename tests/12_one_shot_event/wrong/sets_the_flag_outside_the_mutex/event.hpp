// caught by: explore (deadlock)
// Differs: the flag comes before the notification, but in the gap between look and sleep
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

  // An atomic needs no lock.
  void fire() {
    fired_ = true;
    news_.notify_all();
  }

  bool fired() const { return fired_; }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::atomic<bool> fired_ = false;
};
