// caught by: test (wrong)
// Counts the hits on a page of a shop. Workers call hit(), the dashboard calls get(), at any time.
#pragma once

#include <atomic>
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

// Counts with an atomic, without a lock.
class AtomicCounter {
 public:
  // Each thread hands in its hits by the dozen. That saves work, but up to eleven hits of every
  // thread are in nobody's total.
  void hit() {
    thread_local long mine = 0;
    if (++mine % 12 == 0) hits_ += 12;
  }

  long get() const { return hits_; }

 private:
  std::atomic<long> hits_ = 0;
};
