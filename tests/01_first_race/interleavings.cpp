// The smallest day at the museum, in every order in which its steps can happen.
#include <gtest/gtest.h>

#include <thread>
#include <threadlings/explore.hpp>

#include "visits.hpp"

TEST(Visits, AreCountedWheneverTheTwoDoorsMeet) {
  threadlings::explore([] {
    std::thread east(enter_east);
    std::thread west(enter_west);
    east.join();
    west.join();
    EXPECT_EQ(visitors_so_far(), 2)
        << "One visitor came in through each door. Each must be counted exactly once.";
  });
}

TEST(Visits, AreCountedWhenOneDoorIsBusier) {
  threadlings::explore([] {
    std::thread east([] {
      enter_east();
      enter_east();
    });
    std::thread west(enter_west);
    east.join();
    west.join();
    EXPECT_EQ(visitors_so_far(), 3)
        << "Two visitors came in through the east door and one through the west door.";
  });
}
