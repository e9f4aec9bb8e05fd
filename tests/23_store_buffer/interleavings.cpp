// The smallest days at a bridge that can go wrong, in every order in which their steps can happen.
// InEveryOrder: everybody sees each store at once. WithStoreBuffers: in every order, and with all
// that the C++ memory model allows besides, above all loads that see an old value.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>
#include <threadlings/explore.hpp>

#include "bridge.hpp"

namespace {

using threadlings::Memory;

void explore(Memory memory, const std::function<void()>& day) {
  threadlings::Options options;
  options.memory = memory;
  threadlings::explore(day, options);
}

// The track on the bridge. Its count is exact, but it puts nothing in order: only the bridge's
// signals keep the trains apart.
class Track {
 public:
  void cross() {
    EXPECT_EQ(trains_.fetch_add(1, std::memory_order_relaxed), 0)
        << "Two trains are on the bridge at once.";
    trains_.fetch_sub(1, std::memory_order_relaxed);
  }

 private:
  std::atomic<int> trains_ = 0;
};

void both_try(Memory memory) {
  explore(memory, [] {
    Bridge bridge;
    bool west = false;
    std::thread train([&] { west = bridge.try_enter(kWest); });
    const bool east = bridge.try_enter(kEast);
    train.join();
    EXPECT_FALSE(west && east) << "Both sides were told that they may go. They meet on the bridge.";
  });
}

void both_enter(Memory memory) {
  explore(memory, [] {
    Bridge bridge;
    Track track;
    std::thread train([&] {
      bridge.enter(kWest);
      track.cross();
      bridge.leave(kWest);
    });
    bridge.enter(kEast);
    track.cross();
    bridge.leave(kEast);
    train.join();
  });
}

void one_enters_one_tries(Memory memory) {
  explore(memory, [] {
    Bridge bridge;
    Track track;
    std::thread train([&] {
      bridge.enter(kWest);
      track.cross();
      bridge.leave(kWest);
    });
    if (bridge.try_enter(kEast)) {
      track.cross();
      bridge.leave(kEast);
    }
    train.join();
  });
}

// The book at the bridge is plain data: each train must see what was written before it came.
void trains_that_enter_write_into_the_book() {
  explore(Memory::rc11, [] {
    Bridge bridge;
    int crossings_in_the_book = 0;
    std::thread train([&] {
      bridge.enter(kWest);
      ++crossings_in_the_book;
      bridge.leave(kWest);
    });
    for (int i = 0; i < 2; ++i) {
      bridge.enter(kEast);
      ++crossings_in_the_book;
      bridge.leave(kEast);
    }
    train.join();
    EXPECT_EQ(crossings_in_the_book, 3) << "Three trains have crossed.";
  });
}

void trains_that_try_write_into_the_book() {
  explore(Memory::rc11, [] {
    Bridge bridge;
    int crossings_in_the_book = 0;
    std::thread train([&] {
      if (!bridge.try_enter(kWest)) return;
      ++crossings_in_the_book;
      bridge.leave(kWest);
    });
    if (bridge.try_enter(kEast)) {
      ++crossings_in_the_book;
      bridge.leave(kEast);
    }
    train.join();
    EXPECT_TRUE(bridge.try_enter(kEast)) << "All trains are gone, but try_enter() says no.";
    ++crossings_in_the_book;
    bridge.leave(kEast);
  });
}

}  // namespace

TEST(BothTry, InEveryOrder) {
  both_try(Memory::sc);
}

TEST(BothTry, WithStoreBuffers) {
  both_try(Memory::rc11);
}

TEST(BothEnter, InEveryOrder) {
  both_enter(Memory::sc);
}

TEST(BothEnter, WithStoreBuffers) {
  both_enter(Memory::rc11);
}

TEST(OneEntersOneTries, InEveryOrder) {
  one_enters_one_tries(Memory::sc);
}

TEST(OneEntersOneTries, WithStoreBuffers) {
  one_enters_one_tries(Memory::rc11);
}

TEST(TheBookAtTheBridge, IsInOrderWhereTrainsEnter) {
  trains_that_enter_write_into_the_book();
}

TEST(TheBookAtTheBridge, IsInOrderWhereTrainsTry) {
  trains_that_try_write_into_the_book();
}
