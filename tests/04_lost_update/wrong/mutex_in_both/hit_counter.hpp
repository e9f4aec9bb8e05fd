// caught by: test (wrong)
// Counts the hits on a page of a shop. Workers call hit(), the dashboard calls get(), at any time.
#pragma once

#include <mutex>

// Counts under a lock.
class LockedCounter {
 public:
  void hit() {
    std::lock_guard hold(mutex_);
    ++hits_;
  }

  long get() const {
    std::lock_guard hold(mutex_);
    return hits_;
  }

 private:
  mutable std::mutex mutex_;
  long hits_ = 0;
};

// Counts with an atomic, without a lock. ("A lock is always right.")
class AtomicCounter {
 public:
  void hit() {
    std::lock_guard hold(mutex_);
    ++hits_;
  }

  long get() const {
    std::lock_guard hold(mutex_);
    return hits_;
  }

 private:
  mutable std::mutex mutex_;
  long hits_ = 0;
};
