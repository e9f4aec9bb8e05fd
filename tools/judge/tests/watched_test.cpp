// The harness is linked into judged programs, not into this one: bring the one file in.
#include "../harness/watched.cpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <vector>

namespace threadlings {
namespace {

using Seen = Watched::Seen;
using namespace std::chrono_literals;

TEST(Watched, SeesThatACallWaitsForItsThreads) {
  Gate gate;
  Watched call([&] {
    std::vector<std::jthread> jobs;
    for (int i = 0; i < 3; ++i) jobs.emplace_back([&] { gate.pass(); });
  });
  EXPECT_EQ(call.settle(), Seen::waiting);
  EXPECT_EQ(gate.arrived(), 3);
  EXPECT_EQ(call.threads_now(), 3);
  gate.open();
  call.join();
  EXPECT_TRUE(call.all_threads_ended());
}

TEST(Watched, SeesThatACallReturnsBeforeItsThreads) {
  Gate gate;
  Watched call([&] { std::thread([&] { gate.pass(); }).detach(); });
  EXPECT_EQ(call.settle(), Seen::returned);
  EXPECT_FALSE(call.all_threads_ended());
  gate.open();
  EXPECT_TRUE(call.all_threads_ended());
  call.join();
}

TEST(Watched, DoesNotTakeANapForAJoin) {
  Gate gate;
  Watched call([&] {
    std::thread([&] { gate.pass(); }).detach();
    std::this_thread::sleep_for(200ms);
  });
  EXPECT_EQ(call.settle(), Seen::returned);
  gate.open();
  EXPECT_TRUE(call.all_threads_ended());
}

TEST(Watched, IsPatientWithACallThatNapsInTheMiddle) {
  Gate gate;
  Watched call([&] {
    std::jthread first([&] { gate.pass(); });
    std::this_thread::sleep_for(50ms);
    std::jthread second([&] { gate.pass(); });
  });
  EXPECT_EQ(call.settle([&] { return gate.arrived() == 2; }), Seen::waiting);
  EXPECT_EQ(gate.arrived(), 2);
  gate.open();
}

TEST(Watched, TellsSpinningFromWaiting) {
  Gate gate;
  std::atomic<bool> done = false;
  Watched call([&] {
    std::jthread job([&] {
      gate.pass();
      done = true;
    });
    while (!done) {
    }
  });
  EXPECT_EQ(call.settle(), Seen::polling);
  gate.open();
}

TEST(Watched, TellsNappingInALoopFromWaiting) {
  Gate gate;
  std::atomic<bool> done = false;
  Watched call([&] {
    std::jthread job([&] {
      gate.pass();
      done = true;
    });
    while (!done) std::this_thread::sleep_for(1ms);
  });
  EXPECT_EQ(call.settle(), Seen::polling);
  gate.open();
}

TEST(Watched, WaitsForOneThreadToEnd) {
  Gate gate;
  std::atomic<int> tid = 0;
  Watched call([&] {
    std::jthread job([&] {
      tid = thread_number();
      gate.pass();
    });
  });
  EXPECT_EQ(call.settle([&] { return gate.arrived() == 1; }), Seen::waiting);
  gate.open();
  call.until_done(tid);
  call.join();
  EXPECT_EQ(call.threads_now(), 0);
}

}  // namespace
}  // namespace threadlings
