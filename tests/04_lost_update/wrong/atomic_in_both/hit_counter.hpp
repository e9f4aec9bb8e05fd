// caught by: test (wrong)
// Counts the hits on a page of a shop. Workers call hit(), the dashboard calls get(), at any time.
#pragma once

#include <atomic>

// Counts under a lock. ("An atomic is as good.")
class LockedCounter {
 public:
  void hit() { ++hits_; }

  long get() const { return hits_; }

 private:
  std::atomic<long> hits_ = 0;
};

// Counts with an atomic, without a lock.
class AtomicCounter {
 public:
  void hit() { ++hits_; }

  long get() const { return hits_; }

 private:
  std::atomic<long> hits_ = 0;
};
