// A very short reel and two threads, in every order in which their steps can happen.
#include <gtest/gtest.h>

#include <threadlings/explore.hpp>

#include "total_wear.hpp"

TEST(InEveryOrder, NoFrameIsLost) {
  threadlings::explore([] {
    const Wear wear = [](Frame frame) { return std::uint64_t{frame}; };
    EXPECT_EQ(total_wear({1, 20, 300}, wear, 2), 321U)
        << "Three frames, worn by 1, 20 and 300; two threads.";
  });
}
