// The smallest programs that can go wrong with an event, in every order in which their steps can
// happen.
#include <gtest/gtest.h>

#include <functional>
#include <thread>
#include <threadlings/explore.hpp>

#include "event.hpp"

namespace {

// None of these programs needs a hundred steps. A thread that makes so many looks again and again.
constexpr std::uint32_t kManySteps = 1'000;

// Any thread may wake up twice for no reason.
void explore(const std::function<void()>& scenario) {
  threadlings::Options options;
  options.max_steps = kManySteps;
  options.spurious_wakeups = 2;
  threadlings::explore(scenario, options);
}

// Without such wake-ups: one would save a thread whose notification got lost.
void explore_without_luck(const std::function<void()>& scenario) {
  threadlings::Options options;
  options.max_steps = kManySteps;
  options.spurious_wakeups = 0;
  threadlings::explore(scenario, options);
}

}  // namespace

TEST(InEveryOrder, TheWaiterWakesUp) {
  explore_without_luck([] {
    Event loaded;
    std::thread waiter([&] { loaded.wait(); });
    loaded.fire();
    waiter.join();
  });
}

TEST(InEveryOrder, BothWaitersWakeUp) {
  explore_without_luck([] {
    Event loaded;
    std::thread first([&] { loaded.wait(); });
    std::thread second([&] { loaded.wait(); });
    loaded.fire();
    first.join();
    second.join();
  });
}

TEST(InEveryOrder, NobodyGoesOnBeforeTheEvent) {
  explore([] {
    Event loaded;
    std::thread waiter([&] {
      loaded.wait();
      EXPECT_TRUE(loaded.fired()) << "wait() came back, but nobody had fired the event.";
    });
    loaded.fire();
    waiter.join();
  });
}

TEST(InEveryOrder, TheWaiterSeesWhatWasWrittenBefore) {
  explore([] {
    Event loaded;
    int price = 0;
    std::thread waiter([&] {
      loaded.wait();
      EXPECT_EQ(price, 30) << "wait() came back before the price was written.";
    });
    price = 30;
    loaded.fire();
    waiter.join();
  });
}

TEST(InEveryOrder, WhoeverIsToldSeesWhatWasWrittenBefore) {
  explore([] {
    Event loaded;
    int price = 0;
    std::thread asker([&] {
      if (!loaded.fired()) return;
      EXPECT_EQ(price, 30) << "fired() said true before the price was written.";
    });
    price = 30;
    loaded.fire();
    asker.join();
  });
}

TEST(InEveryOrder, TheEventIsNeverTakenBack) {
  explore([] {
    Event loaded;
    std::thread waiter([&] { loaded.wait(); });
    std::thread loader([&] { loaded.fire(); });
    const bool before = loaded.fired();
    const bool after = loaded.fired();
    EXPECT_TRUE(after || !before) << "fired() said true, and then false.";
    waiter.join();
    loader.join();
  });
}

TEST(InEveryOrder, TwoMayFireAtOnce) {
  explore([] {
    Event loaded;
    std::thread waiter([&] { loaded.wait(); });
    std::thread loader([&] { loaded.fire(); });
    loaded.fire();
    loader.join();
    waiter.join();
    EXPECT_TRUE(loaded.fired()) << "It has been fired twice, but fired() says false.";
  });
}
