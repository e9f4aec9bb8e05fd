// caught by: explore (wrong)
// Differs: both sides are careful, but only half of each pair is in the one order
// A bridge with a single track. Trains come from either side; only one may be on it.
#pragma once

#include <array>
#include <atomic>

#include "railway.hpp"

class Bridge {
 public:
  void enter(int side) {
    const int other = 1 - side;
    occupied_[side].store(true, std::memory_order_seq_cst);
    after_.store(other, std::memory_order_seq_cst);
    while (occupied_[other].load(std::memory_order_acquire) &&
           after_.load(std::memory_order_acquire) == other)
      whistle();
  }

  bool try_enter(int side) {
    occupied_[side].store(true, std::memory_order_seq_cst);
    if (!occupied_[1 - side].load(std::memory_order_acquire)) {
      return true;
    }
    leave(side);
    return false;
  }

  void leave(int side) { occupied_[side].store(false, std::memory_order_release); }

 private:
  std::array<std::atomic<bool>, 2> occupied_{};
  std::atomic<int> after_ = kWest;
};
