// stub: tsan (race)
#include <gtest/gtest.h>

#include <latch>
#include <thread>
#include <threadlings/turns.hpp>

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

// One visitor in the east, one in the west, and so on: ThreadSanitizer sees every race every time.
void take_turns(int rounds) {
  threadlings::Turns turns(2, rounds);
  std::jthread east([&] { turns.act(0, enter_east); });
  std::jthread west([&] { turns.act(1, enter_west); });
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
