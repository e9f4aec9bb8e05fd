// What is said about memory: where an access is out of bounds, and what is no leak.
#include <memory>
#include <thread>
#include <vector>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

TEST(Memory, AnAccessOutOfBoundsIsMeasured) {
  auto access = [](int index) {
    return explore(
               [index] {
                 auto numbers = std::make_unique<int[]>(10);
                 numbers[index] = 1;
               },
               quiet())
        .message;
  };
  EXPECT_NE(access(10).find("right behind a block of 40 bytes"), std::string::npos) << access(10);
  EXPECT_NE(access(12).find("8 bytes behind a block of 40 bytes"), std::string::npos) << access(12);
  EXPECT_NE(access(-1).find("right before a block of 40 bytes"), std::string::npos) << access(-1);
}

// What it captures by reference outlives the run, and so do the pointers that it puts there.
TEST(Memory, WhatACapturedContainerHoldsIsNoLeak) {
  std::vector<int*> kept(4);
  EXPECT_TRUE(explore([&kept] {
    std::thread a([&kept] { kept[0] = new int(1); });
    a.join();
  }));
}

TEST(Memory, ALeakIsOneAlthoughSomethingElseIsCaptured) {
  int seen = 0;
  Result result = explore(
      [&seen] {
        int* lost = new int(1);
        std::thread a([&seen, lost] { seen = *lost; });
        a.join();
        lost = nullptr;
      },
      quiet());
  EXPECT_STREQ(name_of(result.verdict), "leak") << result.report;
}
