// caught by: test (wrong)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

class Event {
 public:
  // Sometimes a notification got lost. So look every few milliseconds, to be sure.
  void wait() {
    std::unique_lock lock(mutex_);
    while (!fired_) news_.wait_for(lock, std::chrono::milliseconds(5));
  }

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
