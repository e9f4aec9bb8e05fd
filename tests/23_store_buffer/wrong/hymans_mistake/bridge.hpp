// caught by: explore (wrong)
// A bridge with a single track. Trains come from either side; only one may be on it.
#pragma once

#include <array>
#include <atomic>

#include "railway.hpp"

class Bridge {
 public:
  void enter(int side) {
    const int other = 1 - side;
    occupied_[side].store(true);
    while (turn_.load() != side) {
      while (occupied_[other].load()) whistle();
      turn_.store(side);
    }
  }

  bool try_enter(int side) {
    occupied_[side].store(true);
    if (!occupied_[1 - side].load()) return true;
    leave(side);
    return false;
  }

  void leave(int side) { occupied_[side].store(false, std::memory_order_release); }

 private:
  std::array<std::atomic<bool>, 2> occupied_{};
  std::atomic<int> turn_ = kWest;
};
