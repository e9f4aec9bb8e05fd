// Loops that try, fail, give up what they have and begin again: the right ones end, under every
// strategy.
#include <mutex>
#include <thread>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

using LockBoth = void (*)(std::mutex&, std::mutex&);

void with_lock(std::mutex& a, std::mutex& b) {
  std::lock(a, b);
}
void with_try_lock(std::mutex& a, std::mutex& b) {
  while (std::try_lock(a, b) != -1) {
  }
}
void giving_way(std::mutex& a, std::mutex& b) {
  while (std::try_lock(a, b) != -1) std::this_thread::yield();
}
void asleep_for_a_while(std::mutex& a, std::mutex& b) {
  while (std::try_lock(a, b) != -1) std::this_thread::sleep_for(std::chrono::microseconds(10));
}
void waiting_for_the_first(std::mutex& a, std::mutex& b) {
  for (;;) {
    a.lock();
    if (b.try_lock()) return;
    a.unlock();
  }
}
void without_letting_go(std::mutex& a, std::mutex& b) {
  a.lock();
  while (!b.try_lock()) {
  }
}

Result crossed(LockBoth lock_both, Mode mode) {
  Options options = quiet(mode);
  options.max_steps = 2'000;
  return explore(
      [lock_both] {
        std::mutex m, n;
        int shared = 0;
        auto work = [&](std::mutex& first, std::mutex& second) {
          lock_both(first, second);
          ++shared;
          first.unlock();
          second.unlock();
        };
        std::thread a([&] { work(m, n); }), b([&] { work(n, m); });
        a.join(), b.join();
        EXPECT_EQ(shared, 2);
      },
      options);
}

TEST(BackOff, EndsUnderEveryStrategy) {
  for (LockBoth lock_both :
       {with_lock, with_try_lock, giving_way, asleep_for_a_while, waiting_for_the_first}) {
    for (Mode mode : kAllModes) {
      const Result result = crossed(lock_both, mode);
      EXPECT_EQ(result.verdict, Verdict::pass) << name_of(mode) << ": " << result.report;
    }
  }
}

TEST(BackOff, IsExploredToItsEndAndSaysWhatWasLimited) {
  const Result result = crossed(with_try_lock, Mode::exhaustive);
  EXPECT_TRUE(result.complete) << result.coverage;
  EXPECT_NE(result.coverage.find("retries"), std::string::npos) << result.coverage;
}

TEST(BackOff, WithoutLettingGoGetsNowhere) {
  for (Mode mode : {Mode::exhaustive, Mode::plain, Mode::automatic})
    EXPECT_NE(crossed(without_letting_go, mode).verdict, Verdict::pass) << name_of(mode);
}

// A failed try is seen, and so is a second one in a row.
TEST(BackOff, DoesNotHideFailures) {
  const auto outcomes = explore(
                            [] {
                              std::mutex m;
                              std::thread a([&] {
                                m.lock();
                                std::this_thread::yield();
                                m.unlock();
                              });
                              int failures = 0;
                              while (failures < 2 && !m.try_lock()) ++failures;
                              if (failures < 2) m.unlock();
                              observe(std::to_string(failures));
                              a.join();
                            },
                            quiet())
                            .outcomes;
  EXPECT_TRUE(outcomes.contains("0") && outcomes.contains("1") && outcomes.contains("2"));
}

}  // namespace
