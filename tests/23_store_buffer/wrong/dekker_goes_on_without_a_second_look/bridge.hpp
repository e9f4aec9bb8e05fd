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
    if (occupied_[other].load()) {
      occupied_[side].store(false);
      while (turn_.load() == other) whistle();
      occupied_[side].store(true);
    }
  }

  bool try_enter(int side) {
    occupied_[side].store(true);
    if (!occupied_[1 - side].load()) return true;
    occupied_[side].store(false);
    return false;
  }

  void leave(int side) {
    turn_.store(1 - side);
    occupied_[side].store(false, std::memory_order_release);
  }

 private:
  std::array<std::atomic<bool>, 2> occupied_{};
  std::atomic<int> turn_ = kWest;
};
