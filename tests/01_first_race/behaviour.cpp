// stub: tsan (race)
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "visits.hpp"

namespace {

// Opens both doors at the same moment; returns when both are closed again.
void open_both_doors(int through_east, int through_west) {
  std::latch opening(2);
  std::jthread east([&] {
    opening.arrive_and_wait();
    for (int i = 0; i < through_east; ++i) enter_east();
  });
  std::jthread west([&] {
    opening.arrive_and_wait();
    for (int i = 0; i < through_west; ++i) enter_west();
  });
}

// One visitor in the east, one in the west, and so on.
//
// The doors take turns by a relaxed atomic, which tells the time and orders nothing else: only the
// answer itself can order what the two doors do to the count. So ThreadSanitizer sees every race
// every time. It can miss accesses that fall together to the nanosecond, and those at the two ends
// of a long loop, whose stacks it has forgotten by the time it wants to report them (measured: up
// to 16 of 20).
void take_turns(int rounds) {
  std::atomic<int> turn = 0;
  const auto wait_for = [&turn](int mine) {
    while (turn.load(std::memory_order_relaxed) != mine) std::this_thread::yield();
  };
  const auto pass_on = [&turn] { turn.fetch_add(1, std::memory_order_relaxed); };

  std::jthread east([&] {
    for (int round = 0; round < rounds; ++round) {
      wait_for(2 * round);
      enter_east();
      pass_on();
    }
  });
  std::jthread west([&] {
    for (int round = 0; round < rounds; ++round) {
      wait_for(2 * round + 1);
      enter_west();
      pass_on();
    }
  });
}

void expect_counted(int before, int came) {
  const int counted = visitors_so_far() - before;
  EXPECT_EQ(counted, came) << came << " visitors came in, but the count went up by " << counted
                           << ". Each visitor must be counted exactly once.";
}

}  // namespace

TEST(Visits, AreCountedOneByOneAtEitherDoor) {
  const int before = visitors_so_far();
  enter_east();
  expect_counted(before, 1);
  enter_west();
  expect_counted(before, 2);
  enter_west();
  expect_counted(before, 3);
  enter_east();
  expect_counted(before, 4);
}

TEST(Visits, AreCountedWhenTheDoorsTakeTurns) {
  const int before = visitors_so_far();
  take_turns(3);
  expect_counted(before, 6);
}

TEST(Visits, AreAllCountedWhileBothDoorsAreBusy) {
  const int before = visitors_so_far();
  open_both_doors(50'000, 50'000);
  expect_counted(before, 100'000);
}

TEST(Visits, AreAllCountedOnTheNextDayToo) {
  const int before = visitors_so_far();
  open_both_doors(7, 20'000);
  expect_counted(before, 20'007);
  open_both_doors(20'000, 0);
  expect_counted(before, 40'007);
}
