// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <condition_variable>
#include <mutex>

class Event {
 public:
  // The condition variable asks the predicate first, and again each time it wakes up. So a thread
  // that comes late does not sleep at all, and one that wakes for no reason sleeps on.
  void wait() {
    std::unique_lock lock(mutex_);
    news_.wait(lock, [this] { return fired_; });
  }

  // The flag is what threads wait for. The notification only tells sleepers to look at it.
  void fire() {
    std::lock_guard lock(mutex_);  // nobody is between "not yet fired" and falling asleep now
    fired_ = true;
    news_.notify_all();  // the event is for all of them
  }

  bool fired() const {
    std::lock_guard lock(mutex_);
    return fired_;
  }

 private:
  mutable std::mutex mutex_;  // guards fired_; mutable, because the const fired() locks it as well
  std::condition_variable news_;
  bool fired_ = false;  // once true, true for ever
};
