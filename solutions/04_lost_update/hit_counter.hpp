// Counts the hits on a page of a shop. Workers call hit(), the dashboard calls get(), at any time.
#pragma once

#include <atomic>
#include <mutex>

// Counts under a lock.
class LockedCounter {
 public:
  void hit() {
    std::lock_guard hold(mutex_);
    ++hits_;  // read, add, write: one step for everybody who takes the lock
  }

  // Reading needs the lock too. Without it nothing orders this read and a worker's write.
  long get() const {
    std::lock_guard hold(mutex_);
    return hits_;
  }

 private:
  mutable std::mutex mutex_;  // guards hits_; mutable, because the const get() locks it as well
  long hits_ = 0;
};

// Counts with an atomic, without a lock.
class AtomicCounter {
 public:
  // One step that reads, adds and writes. `++hits_` would be the same; fetch_add says it aloud.
  // `hits_ = hits_ + 1` would be two steps, and a hit can get lost between them.
  //
  // Relaxed is enough: the counter itself is never torn and never loses a hit, and nobody concludes
  // anything about other memory from its value. When in doubt leave the argument out.
  void hit() { hits_.fetch_add(1, std::memory_order_relaxed); }

  long get() const { return hits_.load(std::memory_order_relaxed); }

 private:
  std::atomic<long> hits_ = 0;
};
