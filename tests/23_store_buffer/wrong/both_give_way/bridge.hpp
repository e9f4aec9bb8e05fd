// caught by: explore (livelock)
// A bridge with a single track. Trains come from either side; only one may be on it.
#pragma once

#include <array>
#include <atomic>

#include "railway.hpp"

class Bridge {
 public:
  void enter(int side) {
    while (!try_enter(side)) whistle();
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
};
