// Every verdict on the smallest program that has it, and silence on its corrected twin, under every
// strategy; and for each the token, replayed, leads to the same verdict, message and trace.
#include <pthread.h>

#include <atomic>
#include <cassert>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

using Scenario = void (*)();

struct Case {
  const char* name;
  Verdict verdict;
  Scenario wrong, right;
};

void increment_unlocked() {
  int x = 0;
  std::thread a([&] { ++x; }), b([&] { ++x; });
  a.join(), b.join();
}
void increment_locked() {
  int x = 0;
  std::mutex m;
  auto work = [&] {
    std::lock_guard hold(m);
    ++x;
  };
  std::thread a(work), b(work);
  a.join(), b.join();
  EXPECT_EQ(x, 2);
}

// The flag is published without a release: what it should guard is not seen for certain.
void publish(std::memory_order order) {
  int data = 0;
  std::atomic<bool> ready{false};
  std::thread a([&] {
    data = 1;
    ready.store(true, order);
  });
  if (ready.load(std::memory_order_acquire)) {
    EXPECT_EQ(data, 1);
  }
  a.join();
}
void publish_relaxed() {
  publish(std::memory_order_relaxed);
}
void publish_release() {
  publish(std::memory_order_release);
}

void load_then_store() {
  std::atomic<int> x{0};
  auto work = [&] { x.store(x.load() + 1); };
  std::thread a(work), b(work);
  a.join(), b.join();
  EXPECT_EQ(x.load(), 2);
}
void fetch_add() {
  std::atomic<int> x{0};
  auto work = [&] { x.fetch_add(1); };
  std::thread a(work), b(work);
  a.join(), b.join();
  EXPECT_EQ(x.load(), 2);
}

void assert_fails() {
  std::atomic<int> x{0};
  std::thread a([&] { x = 1; });
  if (x.load() != 0) __assert_fail("x == 0", __FILE__, __LINE__, __func__);
  a.join();
}
void assert_holds() {
  std::atomic<int> x{0};
  std::thread a([&] { x = 1; });
  a.join();
  assert(x == 1);
}

void throw_uncaught() {
  std::atomic<int> x{0};
  std::thread a([&] {
    if (x.load()) throw std::runtime_error("seen");
  });
  x = 1;
  a.join();
}
void throw_caught() {
  std::atomic<int> x{0};
  std::thread a([&] {
    try {
      if (x.load()) throw std::runtime_error("seen");
    } catch (const std::exception&) {
    }
  });
  x = 1;
  a.join();
}

void lock_pair(bool crossed) {
  std::mutex m, n;
  std::thread a([&] {
    std::lock_guard first(m);
    std::lock_guard second(n);
  });
  std::thread b([&] {
    std::lock_guard first(crossed ? n : m);
    std::lock_guard second(crossed ? m : n);
  });
  a.join(), b.join();
}
void lock_crossed() {
  lock_pair(true);
}
void lock_in_order() {
  lock_pair(false);
}

void lock_twice() {
  std::mutex m;
  std::thread a([&] { m.lock(), m.lock(); });
  a.join();
}
void lock_twice_recursive() {
  std::recursive_mutex m;
  std::thread a([&] { m.lock(), m.lock(), m.unlock(), m.unlock(); });
  a.join();
}

void wait_for_flag(bool set_under_lock) {
  std::mutex m;
  std::condition_variable changed;
  std::atomic<bool> ready{false};
  std::thread a([&] {
    std::unique_lock hold(m);
    while (!ready) changed.wait(hold);
  });
  if (set_under_lock) m.lock();
  ready = true;
  if (set_under_lock) m.unlock();
  changed.notify_one();
  a.join();
}
void lost_wake_up() {
  wait_for_flag(false);
}
void no_lost_wake_up() {
  wait_for_flag(true);
}

void delete_while_used(bool join_first) {
  int* p = new int(0);
  std::thread a([p] { *p = 1; });
  if (join_first) a.join();
  delete p;
  if (!join_first) a.join();
}
void use_after_free() {
  delete_while_used(false);
}
void free_after_use() {
  delete_while_used(true);
}

void delete_each(bool both) {
  std::atomic<int*> p{new int(0)};
  auto drop = [&] { delete (both ? p.load() : p.exchange(nullptr)); };
  std::thread a(drop), b(drop);
  a.join(), b.join();
}
void free_twice() {
  int* p = new int(0);
  std::mutex m;
  auto drop = [&] {
    std::lock_guard hold(m);
    delete p;
  };
  std::thread a(drop), b(drop);
  a.join(), b.join();
}
void free_once() {
  delete_each(false);
}

void forget_loser(bool free_it) {
  std::atomic<int*> winner{nullptr};
  auto offer = [&] {
    int* mine = new int(0);
    int* nobody = nullptr;
    if (!winner.compare_exchange_strong(nobody, mine) && free_it) delete mine;
  };
  std::thread a(offer), b(offer);
  a.join(), b.join();
  delete winner.load();
}
void leak() {
  forget_loser(false);
}
void no_leak() {
  forget_loser(true);
}

void unlock_foreign() {
  std::mutex m;
  m.lock();
  std::thread a([&] { m.unlock(); });
  a.join();
}
void unlock_own() {
  std::mutex m;
  m.lock();
  m.unlock();
  std::thread a([&] { m.lock(), m.unlock(); });
  a.join();
}

void destroy_locked(bool unlock_first) {
  pthread_mutex_t m;
  pthread_mutex_init(&m, nullptr);
  pthread_mutex_lock(&m);
  if (unlock_first) pthread_mutex_unlock(&m);
  pthread_mutex_destroy(&m);
}
void destroy_while_locked() {
  destroy_locked(false);
}
void destroy_when_unlocked() {
  destroy_locked(true);
}

void forget_to_join() {
  std::thread a([] {});
}
void remember_to_join() {
  std::jthread a([] {});
}

void dereference_null() {
  std::atomic<int*> p{nullptr};
  int x = 0;
  std::thread a([&] { p = &x; });
  *p.load() = 1;
  a.join();
}
void dereference_checked() {
  std::atomic<int*> p{nullptr};
  int x = 0;
  std::thread a([&] { p = &x; });
  if (int* q = p.load()) *q = 1;
  a.join();
}

void call_endlessly() {
  std::atomic<bool> stop{false};
  std::atomic<int> x{0};
  std::thread a([&] {
    while (!stop) ++x;
  });
  a.join();
}
void spin_until_stopped(bool stopped) {
  std::atomic<bool> stop{false};
  std::thread a([&] {
    while (!stop) {
    }
  });
  stop = stopped;
  a.join();
}
void spin_endlessly() {
  spin_until_stopped(false);
}
void spin_until_set() {
  spin_until_stopped(true);
}

void call_until_stopped() {
  std::atomic<bool> stop{false};
  std::thread a([&] {
    while (!stop) {
    }
  });
  stop = true;
  a.join();
}

const Case kCases[] = {
    {"race", Verdict::race, increment_unlocked, increment_locked},
    {"race_relaxed", Verdict::race, publish_relaxed, publish_release},
    {"expectation", Verdict::check, load_then_store, fetch_add},
    {"assertion", Verdict::check, assert_fails, assert_holds},
    {"exception", Verdict::exception, throw_uncaught, throw_caught},
    {"deadlock", Verdict::deadlock, lock_crossed, lock_in_order},
    {"livelock", Verdict::livelock, spin_endlessly, spin_until_set},
    {"self_deadlock", Verdict::deadlock, lock_twice, lock_twice_recursive},
    {"lost_wake_up", Verdict::deadlock, lost_wake_up, no_lost_wake_up},
    {"use_after_free", Verdict::use_after_free, use_after_free, free_after_use},
    {"double_free", Verdict::double_free, free_twice, free_once},
    {"leak", Verdict::leak, leak, no_leak},
    {"unlock_foreign", Verdict::misuse, unlock_foreign, unlock_own},
    {"destroy_locked", Verdict::misuse, destroy_while_locked, destroy_when_unlocked},
    {"unjoined", Verdict::unjoined, forget_to_join, remember_to_join},
    {"crash", Verdict::crash, dereference_null, dereference_checked},
    {"step_limit", Verdict::step_limit, call_endlessly, call_until_stopped},
};

class Verdicts : public ::testing::TestWithParam<std::tuple<Case, Mode>> {
 protected:
  const Case& program() const { return std::get<0>(GetParam()); }
  Mode mode() const { return std::get<1>(GetParam()); }
};

std::string name(const ::testing::TestParamInfo<std::tuple<Case, Mode>>& info) {
  std::string mode = name_of(std::get<1>(info.param));
  for (char& c : mode)
    if (c == ' ') c = '_';
  return std::string(std::get<0>(info.param).name) + "_" + mode;
}

TEST_P(Verdicts, IsGivenToTheWrongProgram) {
  Options options = quiet(mode());
  options.max_steps = 500;
  Result result = explore(program().wrong, options);
  EXPECT_STREQ(name_of(result.verdict), name_of(program().verdict)) << result.report;
  EXPECT_FALSE(result.message.empty());
  EXPECT_FALSE(result.complete);
}

TEST_P(Verdicts, IsNotGivenToTheRightProgram) {
  Result result = explore(program().right, quiet(mode()));
  EXPECT_STREQ(name_of(result.verdict), "pass") << result.report;
  EXPECT_GE(result.interleavings, 1u);
  const bool sampled = mode() == Mode::random_walk || mode() == Mode::pct || mode() == Mode::pos ||
                       mode() == Mode::surw;
  EXPECT_EQ(result.complete, !sampled && mode() != Mode::bounded) << result.coverage;
}

INSTANTIATE_TEST_SUITE_P(Each, Verdicts,
                         ::testing::Combine(::testing::ValuesIn(kCases),
                                            ::testing::ValuesIn(kAllModes)),
                         name);

class Tokens : public ::testing::TestWithParam<Case> {};

TEST_P(Tokens, LeadToTheSameVerdict) {
  Options options = quiet();
  options.max_steps = 500;
  Result found = explore(GetParam().wrong, options);
  ASSERT_FALSE(found.token.empty()) << found.report;
  options.replay = found.token;
  Result again = explore(GetParam().wrong, options);
  EXPECT_STREQ(name_of(again.verdict), name_of(GetParam().verdict)) << again.report;
  EXPECT_EQ(again.message, found.message);
  EXPECT_EQ(again.token, found.token);
  EXPECT_EQ(again.interleavings, 1u);
}

TEST_P(Tokens, OfOtherProgramsAreRefused) {
  Options options = quiet();
  options.max_steps = 500;
  options.replay = explore(GetParam().wrong, options).token;
  Result other = explore(GetParam().right, options);
  EXPECT_STREQ(name_of(other.verdict), "nondeterministic") << other.report;
}

INSTANTIATE_TEST_SUITE_P(Each, Tokens, ::testing::ValuesIn(kCases),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace

TEST(Tokens, OfAnotherBuildAreRefused) {
  Options options = quiet();
  Result found = explore(load_then_store, options);
  auto build = found.token.find(":1.1.1.1.");
  ASSERT_NE(build, std::string::npos);
  build = found.token.find(':', build + 1) + 1;
  found.token[build] = found.token[build] == '1' ? '2' : '1';
  options.replay = found.token;
  Result again = explore(load_then_store, options);
  EXPECT_EQ(again.verdict, Verdict::nondeterministic);
  EXPECT_NE(again.message.find("changed"), std::string::npos) << again.message;
}

TEST(Tokens, ThatAreNoneAreRefused) {
  Options options = quiet();
  options.replay = "tl1:nonsense";
  EXPECT_EQ(explore(load_then_store, options).verdict, Verdict::nondeterministic);
}
