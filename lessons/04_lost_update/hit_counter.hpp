// Counts the hits on a page of a shop. Workers call hit(), the dashboard calls get(), at any time.
#pragma once

// Counts under a lock.
class LockedCounter {
 public:
  void hit() { ++hits_; }

  long get() const { return hits_; }

 private:
  long hits_ = 0;
};

// Counts with an atomic, without a lock.
class AtomicCounter {
 public:
  void hit() { ++hits_; }

  long get() const { return hits_; }

 private:
  long hits_ = 0;
};
