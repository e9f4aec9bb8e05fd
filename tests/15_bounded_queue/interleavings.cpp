// The smallest scenes that contain the mistakes of this lesson: two or three threads, a tray with
// room for one or two jobs. Each is explored completely.
//
// A wait may also wake up for no reason. Two scenes are about that. In the others it does not
// happen, so that their interleavings show what the scene is about and nothing else.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <optional>
#include <thread>
#include <threadlings/explore.hpp>

#include "subject.hpp"

namespace {

using threadlings::explore;

// How often each thread may wake up for no reason.
threadlings::Options spurious_wakeups(int budget) {
  threadlings::Options options;
  options.spurious_wakeups = budget;
  return options;
}

const threadlings::Options kWakesOnlyWhenNotified = spurious_wakeups(0);
const threadlings::Options kWakesForNoReason = spurious_wakeups(3);

constexpr Job kFirst{1};
constexpr Job kSecond{2};
constexpr Job kThird{3};
constexpr Job kFourth{4};

}  // namespace

TEST(OneClerkOneCopier, HandOverEachJobOnceAndInOrder) {
  explore(
      [] {
        const auto tray = make_tray(1);
        std::thread clerk([&] {
          (void)tray->push(kFirst);
          (void)tray->push(kSecond);
        });
        EXPECT_EQ(tray->pop(), kFirst) << "The first job that was put in is the first to come out.";
        EXPECT_EQ(tray->pop(), kSecond) << "The second job comes after the first, once.";
        clerk.join();
      },
      kWakesOnlyWhenNotified);
}

TEST(TwoJobsTwoCopiers, EachJobIsTakenOnce) {
  explore(
      [] {
        const auto tray = make_tray(2);
        (void)tray->push(kFirst);
        (void)tray->push(kSecond);
        std::optional<Job> got;
        std::thread other_copier([&] { got = tray->pop(); });
        const std::optional<Job> mine = tray->pop();
        other_copier.join();
        EXPECT_TRUE((mine == kFirst && got == kSecond) || (mine == kSecond && got == kFirst))
            << "There were two jobs and two copiers: each copier gets one of the jobs.";
      },
      kWakesOnlyWhenNotified);
}

TEST(TwoClerksOnePlace, OneWaitsForTheOther) {
  explore(
      [] {
        const auto tray = make_tray(1);
        std::atomic<int> jobs_in = 0;
        const auto bring = [&](Job job) {
          (void)tray->push(job);
          ++jobs_in;
        };
        std::thread clerk(bring, kThird);
        std::thread other_clerk(bring, kFourth);
        EXPECT_LE(jobs_in, 1) << "There is room for one job, nobody has taken any, and two calls "
                                 "of push have returned.";
        (void)tray->pop();
        (void)tray->pop();
        clerk.join();
        other_clerk.join();
      },
      kWakesOnlyWhenNotified);
}

TEST(TheDisplay, ShowsTheTrayWhileJobsComeAndGo) {
  explore(
      [] {
        const auto tray = make_tray(1);
        std::thread clerk([&] { (void)tray->push(kFirst); });
        EXPECT_LE(tray->size(), 1u) << "There is room for one job.";
        EXPECT_EQ(tray->pop(), kFirst);
        EXPECT_EQ(tray->size(), 0u) << "The only job was taken.";
        clerk.join();
      },
      kWakesOnlyWhenNotified);
}

// Both copiers may be asleep when the clerk (main) comes with two jobs. The first job wakes one of
// them. Then the tray is full and the clerk sleeps, too. Whoever takes a job must wake the clerk.
TEST(OneClerkTwoCopiers, NobodySleepsForEver) {
  explore(
      [] {
        const auto tray = make_tray(1);
        std::thread copier([&] { (void)tray->pop(); });
        std::thread other_copier([&] { (void)tray->pop(); });
        (void)tray->push(kFirst);
        (void)tray->push(kSecond);
        copier.join();
        other_copier.join();
      },
      kWakesOnlyWhenNotified);
}

// The same from the other side: both clerks may sleep when the copier (main) comes. The first job
// that it takes wakes one of them. Then the tray is empty and the copier sleeps, too.
TEST(TwoClerksOneCopier, NobodySleepsForEver) {
  explore(
      [] {
        const auto tray = make_tray(1);
        (void)tray->push(kFirst);
        std::thread clerk([&] { (void)tray->push(kThird); });
        std::thread other_clerk([&] { (void)tray->push(kFourth); });
        (void)tray->pop();
        (void)tray->pop();
        clerk.join();
        other_clerk.join();
      },
      kWakesOnlyWhenNotified);
}

// Two jobs in a row, room for both: the second one needs a copier as well, though the tray was not
// empty when it came.
TEST(TwoSleepingCopiers, AreBothWokenByTwoJobs) {
  explore(
      [] {
        const auto tray = make_tray(2);
        std::thread copier([&] { (void)tray->pop(); });
        std::thread other_copier([&] { (void)tray->pop(); });
        (void)tray->push(kFirst);
        (void)tray->push(kSecond);
        copier.join();
        other_copier.join();
      },
      kWakesOnlyWhenNotified);
}

TEST(TwoSleepingClerks, AreBothWokenWhenTwoJobsAreTaken) {
  explore(
      [] {
        const auto tray = make_tray(2);
        (void)tray->push(kFirst);
        (void)tray->push(kSecond);
        std::thread clerk([&] { (void)tray->push(kThird); });
        std::thread other_clerk([&] { (void)tray->push(kFourth); });
        (void)tray->pop();
        (void)tray->pop();
        clerk.join();
        other_clerk.join();
      },
      kWakesOnlyWhenNotified);
}

TEST(WakingForNoReason, MakesNoRoom) {
  explore(
      [] {
        const auto tray = make_tray(1);
        (void)tray->push(kFirst);
        std::atomic<bool> second_is_in = false;
        std::thread clerk([&] {
          (void)tray->push(kSecond);
          second_is_in = true;
        });
        EXPECT_FALSE(second_is_in)
            << "There is room for one job, and nobody has taken it yet: push "
               "must wait on, also when it wakes up for no reason.";
        (void)tray->pop();
        clerk.join();
      },
      kWakesForNoReason);
}

TEST(WakingForNoReason, BringsNoJob) {
  explore(
      [] {
        const auto tray = make_tray(1);
        std::atomic<bool> has_returned = false;
        std::thread copier([&] {
          (void)tray->pop();
          has_returned = true;
        });
        EXPECT_FALSE(has_returned)
            << "There was no job, and the tray is open: pop must wait on, also "
               "when it wakes up for no reason.";
        (void)tray->push(kFirst);
        copier.join();
      },
      kWakesForNoReason);
}

TEST(Closing, WakesEveryCopier) {
  explore(
      [] {
        const auto tray = make_tray(1);
        std::thread copier([&] { EXPECT_FALSE(tray->pop()) << "Nobody has put a job in."; });
        std::thread other_copier([&] { EXPECT_FALSE(tray->pop()) << "Nobody has put a job in."; });
        tray->close();
        copier.join();
        other_copier.join();
      },
      kWakesOnlyWhenNotified);
}

TEST(Closing, WakesEveryClerk) {
  explore(
      [] {
        const auto tray = make_tray(1);
        (void)tray->push(kFirst);
        const auto is_sent_away = [&](Job job) {
          EXPECT_FALSE(tray->push(job)) << "The tray was full until it was closed.";
        };
        std::thread clerk(is_sent_away, kThird);
        std::thread other_clerk(is_sent_away, kFourth);
        tray->close();
        clerk.join();
        other_clerk.join();
        EXPECT_EQ(tray->pop(), kFirst) << "This job was in the tray before the end.";
        EXPECT_FALSE(tray->pop()) << "Closed, and nothing is left: pop returns nothing.";
      },
      kWakesOnlyWhenNotified);
}

TEST(OneJobTwoCopiers, OneGetsTheJobAndTheOtherGoesHome) {
  explore(
      [] {
        const auto tray = make_tray(1);
        std::array<std::optional<Job>, 2> got;
        std::thread copier([&] { got[0] = tray->pop(); });
        std::thread other_copier([&] { got[1] = tray->pop(); });
        (void)tray->push(kFirst);
        tray->close();
        copier.join();
        other_copier.join();
        EXPECT_NE(got[0].has_value(), got[1].has_value())
            << "One job was put in, then the tray was closed: one pop returns the job, the other "
               "one returns nothing.";
        EXPECT_EQ(got[0] ? got[0] : got[1], kFirst) << "This is not the job that was put in.";
      },
      kWakesOnlyWhenNotified);
}

// The copier (main) goes home when pop says that nothing will come any more. A job that push
// accepts after that would lie there for ever.
TEST(Closing, LeavesNoAcceptedJobBehind) {
  explore(
      [] {
        const auto tray = make_tray(1);
        int accepted = 0;
        std::thread clerk([&] {
          accepted += tray->push(kFirst) ? 1 : 0;
          accepted += tray->push(kSecond) ? 1 : 0;
        });
        std::thread manager([&] { tray->close(); });
        int printed = 0;
        while (tray->pop()) ++printed;
        clerk.join();
        manager.join();
        EXPECT_EQ(printed, accepted)
            << "push said yes to so many jobs: each of them must come out of pop.";
      },
      kWakesOnlyWhenNotified);
}
