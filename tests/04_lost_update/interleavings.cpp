// Two workers and a dashboard at the same counter, in every order in which their steps can happen.
#include <gtest/gtest.h>

#include <thread>
#include <threadlings/explore.hpp>

#include "subject.hpp"

namespace {

using MakeCounter = std::unique_ptr<Counter> (*)();

void loses_no_hit(MakeCounter make) {
  threadlings::explore([make] {
    const auto counter = make();
    std::thread worker([&] { counter->hit(); });
    std::thread other_worker([&] { counter->hit(); });
    worker.join();
    other_worker.join();
    EXPECT_EQ(counter->get(), 2) << "Two workers called hit() once each. Each hit counts exactly "
                                    "once, whoever comes in between.";
  });
}

void answers_the_dashboard_at_any_time(MakeCounter make) {
  threadlings::explore([make] {
    const auto counter = make();
    std::thread worker([&] { counter->hit(); });
    const long seen = counter->get();
    EXPECT_TRUE(seen == 0 || seen == 1) << "There was one hit, and get() says " << seen << ".";
    worker.join();
    EXPECT_EQ(counter->get(), 1) << "The worker is done, so its hit is counted.";
  });
}

// The dashboard's reading comes between what this thread has seen and what it sees next.
void never_goes_back(MakeCounter make) {
  threadlings::explore([make] {
    const auto counter = make();
    std::thread worker([&] { counter->hit(); });
    counter->hit();
    const long seen = counter->get();
    EXPECT_GE(seen, 1) << "A thread that has called hit() sees that hit counted.";
    EXPECT_GE(counter->get(), seen) << "The total never goes back.";
    worker.join();
    EXPECT_EQ(counter->get(), 2) << "Two hits, whoever comes in between.";
  });
}

}  // namespace

TEST(LockedCounterInEveryOrder, LosesNoHit) {
  loses_no_hit(make_locked_counter);
}

TEST(LockedCounterInEveryOrder, AnswersTheDashboardAtAnyTime) {
  answers_the_dashboard_at_any_time(make_locked_counter);
}

TEST(LockedCounterInEveryOrder, NeverGoesBack) {
  never_goes_back(make_locked_counter);
}

TEST(AtomicCounterInEveryOrder, LosesNoHit) {
  loses_no_hit(make_atomic_counter);
}

TEST(AtomicCounterInEveryOrder, AnswersTheDashboardAtAnyTime) {
  answers_the_dashboard_at_any_time(make_atomic_counter);
}

TEST(AtomicCounterInEveryOrder, NeverGoesBack) {
  never_goes_back(make_atomic_counter);
}
