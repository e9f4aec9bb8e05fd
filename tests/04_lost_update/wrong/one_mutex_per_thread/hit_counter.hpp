// caught by: tsan (race)
// Counts the hits on a page of a shop. Workers call hit(), the dashboard calls get(), at any time.
#pragma once

#include <atomic>
#include <mutex>

// Counts under a lock.
class LockedCounter {
 public:
  void hit() {
    std::lock_guard hold(my_mutex());
    ++hits_;
  }

  long get() const {
    std::lock_guard hold(my_mutex());
    return hits_;
  }

 private:
  // Every thread locks its own, so nobody ever waits.
  static std::mutex& my_mutex() {
    thread_local std::mutex mutex;
    return mutex;
  }

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
