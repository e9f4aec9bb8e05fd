// stub: tsan (race)
#include <gtest/gtest.h>

#include <latch>
#include <mutex>
#include <thread>
#include <threadlings/turns.hpp>

#include "subject.hpp"

namespace {

void hit_times(Counter& counter, int times) {
  for (int i = 0; i < times; ++i) counter.hit();
}

void expect_hits(const Counter& counter, long expected) {
  const long counted = counter.get();
  EXPECT_EQ(counted, expected)
      << "There were " << expected << " hits, but get() says " << counted
      << ". Each hit counts exactly once, and get() tells the newest total.";
}

void counts_each_hit_at_once(Counter& counter) {
  expect_hits(counter, 0);
  for (long expected = 1; expected <= 300; ++expected) {
    counter.hit();
    expect_hits(counter, expected);
    if (testing::Test::HasFailure()) return;  // once is enough
  }
  expect_hits(counter, 300);  // asking does not change the total
}

void keeps_two_pages_apart(Counter& shoes, Counter& hats) {
  hit_times(shoes, 5);
  hit_times(hats, 2);
  expect_hits(shoes, 5);
  expect_hits(hats, 2);
}

// The worker stops in the middle of its day, the dashboard asks, the worker goes on. Here the
// latches order everything, so what get() must say is certain.
void tells_the_dashboard_while_a_worker_is_busy(Counter& counter) {
  std::latch morning_is_over(1);
  std::latch dashboard_has_asked(1);
  std::jthread worker([&] {
    hit_times(counter, 37);
    morning_is_over.count_down();
    dashboard_has_asked.wait();
    hit_times(counter, 5);
  });
  morning_is_over.wait();
  expect_hits(counter, 37);
  dashboard_has_asked.count_down();
  worker.join();
  expect_hits(counter, 42);
}

// Two workers and the dashboard act one after the other, three rounds long: ThreadSanitizer sees
// every race every time.
void is_safe_when_threads_take_turns(Counter& counter) {
  constexpr int kRounds = 3;
  threadlings::Turns turns(3, kRounds);
  long last_seen = 0;
  {
    std::jthread ann([&] { turns.act(0, [&] { counter.hit(); }); });
    std::jthread dashboard([&] { turns.act(1, [&] { last_seen = counter.get(); }); });
    std::jthread bob([&] { turns.act(2, [&] { counter.hit(); }); });
  }
  EXPECT_LE(last_seen, 2 * kRounds) << "get() said more than there ever were.";
  expect_hits(counter, 2 * kRounds);
}

// Everybody at once: what the dashboard sees may be a moment old, but it never goes back, and it is
// never more than there can be.
void loses_nothing_while_everybody_is_busy(Counter& counter) {
  constexpr int kEach = 30'000;
  constexpr long kAll = 3L * kEach;  // more than 16 bits can hold
  std::latch start(4);
  bool went_back = false;
  long seen = 0;
  {
    const auto work = [&] {
      start.arrive_and_wait();
      hit_times(counter, kEach);
    };
    std::jthread ann(work);
    std::jthread bob(work);
    std::jthread cem(work);
    std::jthread dashboard([&] {
      start.arrive_and_wait();
      for (int i = 0; i < 3'000; ++i) {
        const long now = counter.get();
        if (now < seen) went_back = true;
        seen = now;
      }
    });
  }
  EXPECT_FALSE(went_back) << "A later get() said less than an earlier one.";
  EXPECT_LE(seen, kAll) << "get() said more than there ever were.";
  expect_hits(counter, kAll);
}

}  // namespace

TEST(LockedCounter, CountsEachHitAtOnce) {
  counts_each_hit_at_once(*make_locked_counter());
}

TEST(LockedCounter, KeepsTwoPagesApart) {
  keeps_two_pages_apart(*make_locked_counter(), *make_locked_counter());
}

TEST(LockedCounter, TellsTheDashboardWhileAWorkerIsBusy) {
  tells_the_dashboard_while_a_worker_is_busy(*make_locked_counter());
}

TEST(LockedCounter, IsSafeWhenThreadsTakeTurns) {
  is_safe_when_threads_take_turns(*make_locked_counter());
}

TEST(LockedCounter, LosesNothingWhileEverybodyIsBusy) {
  loses_nothing_while_everybody_is_busy(*make_locked_counter());
}

TEST(LockedCounter, HoldsAMutex) {
  EXPECT_GE(size_of_locked_counter(), sizeof(std::mutex) + sizeof(long))
      << "A LockedCounter has no room for a std::mutex and a long. Give each counter both.";
}

TEST(AtomicCounter, CountsEachHitAtOnce) {
  counts_each_hit_at_once(*make_atomic_counter());
}

TEST(AtomicCounter, KeepsTwoPagesApart) {
  keeps_two_pages_apart(*make_atomic_counter(), *make_atomic_counter());
}

TEST(AtomicCounter, TellsTheDashboardWhileAWorkerIsBusy) {
  tells_the_dashboard_while_a_worker_is_busy(*make_atomic_counter());
}

TEST(AtomicCounter, IsSafeWhenThreadsTakeTurns) {
  is_safe_when_threads_take_turns(*make_atomic_counter());
}

TEST(AtomicCounter, LosesNothingWhileEverybodyIsBusy) {
  loses_nothing_while_everybody_is_busy(*make_atomic_counter());
}

TEST(AtomicCounter, HoldsNoMutex) {
  EXPECT_LT(size_of_atomic_counter(), sizeof(std::mutex))
      << "An AtomicCounter is so big that there could be a mutex in it. A std::atomic<long> is "
         "enough.";
}
