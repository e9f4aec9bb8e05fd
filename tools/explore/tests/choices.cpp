// Choices beside those of threads; each can be switched off.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

using Outcomes = std::set<std::string>;

Outcomes outcomes_of(void (*scenario)(), const Options& options) {
  const Result result = explore(scenario, options);
  EXPECT_EQ(result.verdict, Verdict::pass) << result.report;
  EXPECT_TRUE(result.complete) << result.coverage;
  Outcomes outcomes;
  for (const auto& [outcome, count] : result.outcomes) outcomes.insert(outcome);
  return outcomes;
}

// Two threads wait, one is notified; it says who it is, and notifies the other.
void two_wait_one_notifies() {
  std::mutex m;
  std::condition_variable c;
  int waiting = 0;
  bool told = false;
  auto wait = [&](const char* name) {
    std::unique_lock lock(m);
    ++waiting;
    c.wait(lock);
    if (!told) observe(name);
    told = true;
    c.notify_one();
  };
  std::thread a(wait, "a"), b(wait, "b");
  for (;;) {
    std::lock_guard hold(m);
    if (waiting == 2) break;
  }
  c.notify_one();
  a.join(), b.join();
}

void fails_for_no_reason() {
  std::atomic<int> x{0};
  std::thread a([&] { x.load(); });
  int seen = 0;
  observe(x.compare_exchange_weak(seen, 1) ? "set" : "not set");
  a.join();
}

void wakes_for_no_reason() {
  std::mutex m;
  std::condition_variable c;
  bool told = false;
  std::thread a([&] {
    std::lock_guard hold(m);
    told = true;
    c.notify_one();
  });
  std::unique_lock lock(m);
  if (!told) c.wait(lock);
  observe(told ? "told" : "not told");
  lock.unlock();
  a.join();
}

void times_out() {
  std::mutex m;
  std::condition_variable c;
  bool told = false;
  std::thread a([&] {
    std::lock_guard hold(m);
    told = true;
    c.notify_one();
  });
  std::unique_lock lock(m);
  const bool in_time = c.wait_for(lock, std::chrono::hours(1), [&] { return told; });
  observe(in_time ? "in time" : "too late");
  lock.unlock();
  a.join();
}

TEST(Choices, WhoIsNotified) {
  Options options = bare(Mode::exhaustive);
  EXPECT_EQ(outcomes_of(two_wait_one_notifies, options), (Outcomes{"a", "b"}));
  options.any_waiter = false;
  EXPECT_EQ(outcomes_of(two_wait_one_notifies, options), (Outcomes{"a"}));
}

TEST(Choices, WeakFailures) {
  Options options = bare(Mode::exhaustive);
  EXPECT_EQ(outcomes_of(fails_for_no_reason, options), (Outcomes{"set"}));
#if !defined(__clang__)  // has one hook for weak and strong
  options.weak_cas_failures = 1;
  EXPECT_EQ(outcomes_of(fails_for_no_reason, options), (Outcomes{"set", "not set"}));
#endif
}

TEST(Choices, SpuriousWakeups) {
  Options options = bare(Mode::exhaustive);
  EXPECT_EQ(outcomes_of(wakes_for_no_reason, options), (Outcomes{"told"}));
  options.spurious_wakeups = 1;
  EXPECT_EQ(outcomes_of(wakes_for_no_reason, options), (Outcomes{"told", "not told"}));
}

TEST(Choices, EarlyTimeouts) {
  Options options = bare(Mode::exhaustive);
  EXPECT_EQ(outcomes_of(times_out, options), (Outcomes{"in time"}));
  options.early_timeouts = 1;
  EXPECT_EQ(outcomes_of(times_out, options), (Outcomes{"in time", "too late"}));
}

}  // namespace
