// caught by: explore (wrong)
// Differs: a failed exchange loses the hit, not a store over a newer total
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
  void hit() {
    long seen = hits_;
    hits_.compare_exchange_strong(seen, seen + 1);  // "it fails only if somebody else has counted"
  }

  long get() const { return hits_; }

 private:
  std::atomic<long> hits_ = 0;
};
