// caught by: explore (deadlock)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <condition_variable>
#include <mutex>

class Event {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    somebody_waits_.notify_all();
    news_.wait(lock, [this] { return fired_; });
  }

  // A notification that nobody hears is lost. So wait until somebody is there to hear it.
  void fire() {
    std::unique_lock lock(mutex_);
    somebody_waits_.wait(lock, [this] { return waiting_ > 0; });
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
  std::condition_variable somebody_waits_;
  int waiting_ = 0;
  bool fired_ = false;
};
