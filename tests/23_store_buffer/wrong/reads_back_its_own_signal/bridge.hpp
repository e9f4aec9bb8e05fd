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
    after_.store(other);
    while (occupied_[other].load() && after_.load() == other) whistle();
  }

  bool try_enter(int side) {
    occupied_[side].store(true, std::memory_order_release);
    // When this side can see its signal, so can the other.
    while (!occupied_[side].load(std::memory_order_acquire)) continue;
    if (!occupied_[1 - side].load(std::memory_order_acquire)) return true;
    leave(side);
    return false;
  }

  void leave(int side) { occupied_[side].store(false, std::memory_order_release); }

 private:
  std::array<std::atomic<bool>, 2> occupied_{};
  std::atomic<int> after_ = kWest;
};
