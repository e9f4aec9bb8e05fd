// caught by: test (hang)
// Something that happens once, and that any number of threads can wait for.
#pragma once

#include <mutex>
#include <semaphore>

class Event {
 public:
  void wait() { tokens_.acquire(); }

  void fire() {
    std::lock_guard lock(mutex_);
    if (!fired_) tokens_.release(1000);  // nobody has so many threads
    fired_ = true;
  }

  bool fired() const {
    std::lock_guard lock(mutex_);
    return fired_;
  }

 private:
  mutable std::mutex mutex_;
  std::counting_semaphore<> tokens_{0};
  bool fired_ = false;
};
