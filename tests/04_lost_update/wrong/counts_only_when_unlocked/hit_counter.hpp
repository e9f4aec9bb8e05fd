// caught by: explore (wrong)
// Counts the hits on a page of a shop. Workers call hit(), the dashboard calls get(), at any time.
#pragma once

#include <atomic>
#include <mutex>

// Counts under a lock.
class LockedCounter {
 public:
  void hit() {
    if (!mutex_.try_lock()) return;  // "a worker must not wait for the dashboard"
    ++hits_;
    mutex_.unlock();
  }

  long get() const {
    std::lock_guard hold(mutex_);
    return hits_;
  }

 private:
  mutable std::mutex mutex_;
  long hits_ = 0;
};

// Counts with an atomic, without a lock.
class AtomicCounter {
 public:
  void hit() { ++hits_; }

  long get() const { return hits_; }

 private:
  std::atomic<long> hits_ = 0;
};
