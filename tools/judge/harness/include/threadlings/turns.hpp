// Lets threads act one after the other, without putting in order what they do.
//
// Purpose:        tests in which ThreadSanitizer must see a race every time. It can miss accesses
//                 that fall together to the nanosecond, and those at the two ends of a long loop,
//                 whose stacks it has forgotten by the time it wants to report them. Turns keep the
//                 accesses apart, and only the answer itself can make one happen before another.
// How:            a relaxed atomic: it tells whose turn it is, and synchronises with nothing.
// Thread safety:  each participant calls `act` from a thread of its own.
#pragma once

#include <atomic>
#include <thread>

namespace threadlings {

class Turns {
 public:
  Turns(int participants, int rounds) : participants_(participants), rounds_(rounds) {}

  // Calls `deed` once in each round, when it is the turn of participant `me` (0, 1, ...).
  template <typename Deed>
  void act(int me, Deed deed) {
    for (int round = 0; round < rounds_; ++round) {
      const int mine = participants_ * round + me;
      while (turn_.load(std::memory_order_relaxed) != mine) std::this_thread::yield();
      deed();
      turn_.fetch_add(1, std::memory_order_relaxed);
    }
  }

 private:
  const int participants_;
  const int rounds_;
  std::atomic<int> turn_ = 0;
};

}  // namespace threadlings
