// caught by: explore (deadlock)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

class Event {
 public:
  void wait() {
    std::unique_lock lock(waiters_);
    news_.wait(lock, [this] { return fired_.load(); });
  }

  void fire() {
    std::lock_guard lock(firers_);
    fired_ = true;
    news_.notify_all();
  }

  bool fired() const { return fired_; }

 private:
  std::mutex waiters_;
  std::mutex firers_;
  std::condition_variable news_;
  std::atomic<bool> fired_ = false;
};
