// caught by: tsan (race)
// Differs: there is a lock, of the kind that lets several in
// Counts the hits on a page of a shop. Workers call hit(), the dashboard calls get(), at any time.
#pragma once

#include <atomic>
#include <mutex>
#include <shared_mutex>

// Counts under a lock.
class LockedCounter {
 public:
  void hit() {
    std::shared_lock hold(mutex_);  // "both may come in, they only count"
    ++hits_;
  }

  long get() const {
    std::shared_lock hold(mutex_);
    return hits_;
  }

 private:
  mutable std::shared_mutex mutex_;
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
