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
    news_.wait(lock, [this] { return may_go_ > 0; });
    --may_go_;
  }

  void fire() {
    std::lock_guard lock(mutex_);
    fired_ = true;
    may_go_ += waiting_;
    waiting_ = 0;
    news_.notify_all();
  }

  bool fired() const {
    std::lock_guard lock(mutex_);
    return fired_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable news_;
  int waiting_ = 0;
  int may_go_ = 0;
  bool fired_ = false;
};
