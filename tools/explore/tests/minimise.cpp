// What is shown of a failure is little: no preemption and no surprise that it does not need.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

std::size_t count_of(const std::string& part, const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// The lost update needs one preemption. The waits may end for no reason, and the time-outs come
// early, but that has nothing to do with it.
void lost_update_beside_waits() {
  std::mutex m;
  std::condition_variable told;
  bool ready = false;
  std::atomic<int> total{0};
  auto work = [&] {
    {
      std::unique_lock lock(m);
      told.wait_for(lock, std::chrono::hours(1), [&] { return ready; });
    }
    {
      std::unique_lock lock(m);
      told.wait(lock, [&] { return ready; });
    }
    total = total + 1;
  };
  std::thread a(work), b(work);
  {
    std::lock_guard hold(m);
    ready = true;
  }
  told.notify_all();
  a.join(), b.join();
  EXPECT_EQ(total.load(), 2);
}

TEST(Minimise, DropsSurprisesAndPreemptionsThatDoNotMatter) {
  for (Mode mode : {Mode::random_walk, Mode::pct, Mode::pos}) {
    Options options = quiet(mode);
    options.spurious_wakeups = 2;
    const Result result = explore(lost_update_beside_waits, options);
    ASSERT_EQ(result.verdict, Verdict::check) << name_of(mode) << result.coverage;
    EXPECT_EQ(count_of("for no reason", result.report), 0u) << result.report;
    EXPECT_EQ(count_of("its time is up", result.report), 0u) << result.report;
    EXPECT_LE(count_of("is interrupted", result.report), 1u) << result.report;
  }
}

// A wait without a predicate goes wrong because of a spurious wake-up: that one stays.
void wait_without_a_predicate() {
  std::mutex m;
  std::condition_variable told;
  bool ready = false;
  std::thread waiter([&] {
    std::unique_lock lock(m);
    if (!ready) told.wait(lock);
    EXPECT_TRUE(ready);
  });
  {
    std::lock_guard hold(m);
    ready = true;
  }
  told.notify_one();
  waiter.join();
}

TEST(Minimise, KeepsTheSurpriseThatMatters) {
  Options options = quiet();
  options.spurious_wakeups = 3;
  const Result result = explore(wait_without_a_predicate, options);
  ASSERT_EQ(result.verdict, Verdict::check) << result.coverage;
  EXPECT_EQ(count_of("for no reason", result.report), 1u) << result.report;
}

}  // namespace
