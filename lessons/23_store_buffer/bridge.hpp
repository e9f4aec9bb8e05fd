// A bridge with a single track. Trains come from either side; only one may be on it.
#pragma once

#include <array>
#include <atomic>

#include "railway.hpp"

class Bridge {
 public:
  // Comes back when the bridge is this side's alone.
  void enter(int side) {
    occupied_[side].store(true, std::memory_order_release);
    while (occupied_[1 - side].load(std::memory_order_acquire)) whistle();
  }

  // Like enter, but does not wait: says no instead.
  bool try_enter(int side) {
    occupied_[side].store(true, std::memory_order_release);
    if (!occupied_[1 - side].load(std::memory_order_acquire)) return true;
    leave(side);
    return false;
  }

  void leave(int side) { occupied_[side].store(false, std::memory_order_release); }

 private:
  std::array<std::atomic<bool>, 2> occupied_{};  // the signal at each side
};
