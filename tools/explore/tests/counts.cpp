// Exact numbers of interleavings, each drawn or derived beside it.
#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

std::uint64_t count(Mode mode, void (*scenario)()) {
  Result result = explore(scenario, bare(mode));
  EXPECT_EQ(result.verdict, Verdict::pass) << result.report;
  EXPECT_TRUE(result.complete) << result.coverage;
  return result.interleavings;
}

void one_thread() {
  std::atomic<int> x{0};
  std::thread a([&] { x.store(1), x.store(2); });
  a.join();
}

void two_increments() {
  std::atomic<int> x{0};
  std::thread a([&] { ++x; }), b([&] { ++x; });
  a.join();
  b.join();
}

void four_increments() {
  std::atomic<int> x{0};
  std::thread a([&] { ++x; }), b([&] { ++x; }), c([&] { ++x; }), d([&] { ++x; });
  a.join(), b.join(), c.join(), d.join();
}

void independent() {
  std::atomic<int> x{0}, y{0};
  std::thread a([&] { x = 1, x = 2; }), b([&] { y = 1, y = 2; });
  a.join();
  b.join();
}

void store_buffering() {
  std::atomic<int> x{0}, y{0};
  int seen_x = 0, seen_y = 0;
  std::thread a([&] { x.store(1), seen_y = y.load(); });
  std::thread b([&] { y.store(1), seen_x = x.load(); });
  a.join();
  b.join();
  observe(std::to_string(seen_x) + std::to_string(seen_y));
}

void message_passing() {
  std::atomic<int> data{0}, flag{0};
  int seen_flag = 0, seen_data = 0;
  std::thread a([&] { data.store(1), flag.store(1); });
  std::thread b([&] { seen_flag = flag.load(), seen_data = data.load(); });
  a.join();
  b.join();
  observe(std::to_string(seen_flag) + std::to_string(seen_data));
}

void two_plus_two_writes() {
  std::atomic<int> x{0}, y{0};
  std::thread a([&] { x.store(1), y.store(2); });
  std::thread b([&] { y.store(1), x.store(2); });
  a.join();
  b.join();
  observe(std::to_string(x.load()) + std::to_string(y.load()));
}

void readers_and_writers() {
  std::atomic<int> x{0}, y{0};
  int r[4] = {};
  std::thread a([&] { x.store(1); }), b([&] { y.store(1); });
  std::thread c([&] { r[0] = x.load(), r[1] = y.load(); });
  std::thread d([&] { r[2] = y.load(), r[3] = x.load(); });
  a.join(), b.join(), c.join(), d.join();
}

void two_sections() {
  std::mutex m;
  auto work = [&] { std::lock_guard hold(m); };
  std::thread a(work), b(work), c(work);
  a.join(), b.join(), c.join();
}

void shared_sections() {
  std::shared_mutex m;
  auto work = [&] { std::shared_lock hold(m); };
  std::thread a(work), b(work);
  a.join(), b.join();
}

void try_once() {
  std::mutex m;
  std::thread a([&] { std::lock_guard hold(m); });
  std::thread b([&] {
    if (m.try_lock()) m.unlock();
  });
  a.join(), b.join();
}

}  // namespace

TEST(Counts, OneThreadHasOneInterleaving) {
  EXPECT_EQ(count(Mode::plain, one_thread), 1u);
  EXPECT_EQ(count(Mode::exhaustive, one_thread), 1u);
}

// a b · b a: all orders differ, so nothing can be reduced.
TEST(Counts, IncrementsAreFactorial) {
  EXPECT_EQ(count(Mode::plain, two_increments), 2u);
  EXPECT_EQ(count(Mode::exhaustive, two_increments), 2u);
  EXPECT_EQ(count(Mode::plain, four_increments), 24u);
  EXPECT_EQ(count(Mode::exhaustive, four_increments), 24u);
}

// aabb abab abba baab baba bbaa: six orders (4 over 2) of steps that do not meet: one class.
TEST(Counts, IndependentThreadsReduceToOne) {
  EXPECT_EQ(count(Mode::plain, independent), 6u);
  EXPECT_EQ(count(Mode::exhaustive, independent), 1u);
}

// Six orders; by what the loads see: (1,0), (0,1) and (1,1), and never (0,0). The class of (1,1)
// has the four orders in which both stores come first.
TEST(Counts, StoreBufferingHasThreeClasses) {
  EXPECT_EQ(count(Mode::plain, store_buffering), 6u);
  EXPECT_EQ(count(Mode::exhaustive, store_buffering), 3u);
  Result result = explore(store_buffering, bare(Mode::plain));
  EXPECT_EQ(result.outcomes,
            (std::map<std::string, std::uint64_t>{{"01", 1}, {"10", 1}, {"11", 4}}));
}

TEST(Counts, MessagePassingHasThreeClasses) {
  EXPECT_EQ(count(Mode::plain, message_passing), 6u);
  EXPECT_EQ(count(Mode::exhaustive, message_passing), 3u);
  Result result = explore(message_passing, bare(Mode::plain));
  EXPECT_EQ(result.outcomes,
            (std::map<std::string, std::uint64_t>{{"00", 1}, {"01", 4}, {"11", 1}}));
}

TEST(Counts, TwoPlusTwoWritesHasThreeClasses) {
  EXPECT_EQ(count(Mode::exhaustive, two_plus_two_writes), 3u);
  Result result = explore(two_plus_two_writes, bare(Mode::exhaustive));
  EXPECT_EQ(result.outcomes.count("11"), 0u) << "both first stores last would be a cycle";
}

// 6! / (2! 2!) orders. Each of four loads sees its store or not; of these 16 the one in which the
// readers disagree about the order of the stores is impossible: 15, as known from the literature.
TEST(Counts, IndependentReadsOfIndependentWrites) {
  EXPECT_EQ(count(Mode::plain, readers_and_writers), 180u);
  EXPECT_EQ(count(Mode::exhaustive, readers_and_writers), 15u);
}

// A critical section is two steps, but while it is held only its owner can run: 3! orders.
TEST(Counts, CriticalSectionsAreFactorial) {
  EXPECT_EQ(count(Mode::plain, two_sections), 6u);
  EXPECT_EQ(count(Mode::exhaustive, two_sections), 6u);
}

// Readers do not exclude each other: all (4 over 2) orders, one class.
TEST(Counts, ReadersDoNotMeet) {
  EXPECT_EQ(count(Mode::plain, shared_sections), 6u);
  EXPECT_EQ(count(Mode::exhaustive, shared_sections), 1u);
}

// a: lock unlock, b: try (unlock). The attempt comes before, between or after; before it, a waits
// until b has unlocked.
TEST(Counts, AnAttemptComesBeforeBetweenOrAfter) {
  EXPECT_EQ(count(Mode::plain, try_once), 3u);
  EXPECT_EQ(count(Mode::exhaustive, try_once), 3u);
}

// With no preemption each thread runs to its end; with one, one of them is interrupted once, at one
// of the two places that are not its beginning or end.
TEST(Counts, PreemptionBounds) {
  auto bounded = [](int preemptions) {
    Options options = bare(Mode::bounded);
    options.preemptions = preemptions;
    return explore(independent, options).interleavings;
  };
  EXPECT_EQ(bounded(0), 2u);  // aabb bbaa
  EXPECT_EQ(bounded(1), 4u);  // abba baab
  EXPECT_EQ(bounded(2), 6u);  // abab baba
  EXPECT_EQ(bounded(3), 6u);
}

// With races allowed, racy accesses are steps: x++ is a read and a write, so (4 over 2) orders.
TEST(Counts, RacyAccessesAreStepsWhenRacesAreAllowed) {
  Options options = bare(Mode::plain);
  options.races = false;
  Result result = explore(
      [] {
        int x = 0;
        std::thread a([&] { x++; }), b([&] { x++; });
        a.join(), b.join();
        observe(std::to_string(x));
      },
      options);
  EXPECT_EQ(result.interleavings, 6u);
  EXPECT_EQ(result.outcomes, (std::map<std::string, std::uint64_t>{{"1", 4}, {"2", 2}}));
  EXPECT_TRUE(result.complete);
}
