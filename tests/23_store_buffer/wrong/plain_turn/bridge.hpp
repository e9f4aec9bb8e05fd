// caught by: tsan (race)
// A bridge with a single track. Trains come from either side; only one may be on it.
#pragma once

#include <array>
#include <atomic>

#include "railway.hpp"

class Bridge {
 public:
  void enter(int side) {
    const int other = 1 - side;
    occupied_[side] = true;
    after_ = other;
    while (occupied_[other] && after_ == other) whistle();
  }

  bool try_enter(int side) {
    occupied_[side] = true;
    if (!occupied_[1 - side]) return true;
    leave(side);
    return false;
  }

  void leave(int side) { occupied_[side] = false; }

 private:
  std::array<std::atomic<bool>, 2> occupied_{};
  int after_ = kWest;
};
