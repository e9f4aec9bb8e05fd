// A bridge with a single track. Trains come from either side; only one may be on it.
#pragma once

#include <array>
#include <atomic>

#include "railway.hpp"

// Every side first shows its own signal, then looks at the other one. Both operations are seq_cst
// (what an atomic does when no order is given): all such operations of all threads have one order.
// So whichever side shows its signal later in that order sees the signal of the other. Release and
// acquire do not give that: they let a load overtake an earlier store to another variable.
class Bridge {
 public:
  // Comes back when the bridge is this side's alone. (Peterson's algorithm.)
  void enter(int side) {
    const int other = 1 - side;
    occupied_[side].store(true);
    after_.store(other);  // if both come at once, the later of these two stores decides: it waits
    while (occupied_[other].load() && after_.load() == other) whistle();
  }

  // Like enter, but does not wait: says no instead.
  bool try_enter(int side) {
    occupied_[side].store(true);
    if (!occupied_[1 - side].load()) return true;
    leave(side);
    return false;
  }

  // For the loads of the other side: who sees the signal go out sees what was done on the bridge.
  void leave(int side) { occupied_[side].store(false, std::memory_order_release); }

 private:
  std::array<std::atomic<bool>, 2>
      occupied_{};                  // the signal at each side: it wants to, or is on it
  std::atomic<int> after_ = kWest;  // the side that goes first if both want to
};
