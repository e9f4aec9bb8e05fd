// Weak memory (Options::memory is rc11): the litmus tests of the literature. For each, all outcomes
// that C++ allows are seen and no other; the number of executions is the known one where there is
// one; and the reduction finds the same executions as plain search does.
#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

using std::memory_order;
constexpr memory_order rlx = std::memory_order_relaxed, acq = std::memory_order_acquire,
                       rel = std::memory_order_release, acq_rel = std::memory_order_acq_rel,
                       sc = std::memory_order_seq_cst;

using Scenario = std::function<void()>;
using Outcomes = std::set<std::string>;

Options weak(Mode mode = Mode::exhaustive) {
  Options options = bare(mode);
  options.memory = Memory::rc11;
  options.max_interleavings = mode == Mode::exhaustive ? 0 : 200'000;
  options.seconds = 60;
  return options;
}

Outcomes outcomes_of(const Result& result) {
  Outcomes outcomes;
  for (const auto& [outcome, count] : result.outcomes) outcomes.insert(outcome);
  return outcomes;
}

// Every execution, found once by the reduction, and the same ones by plain search.
void check(const Scenario& scenario, const Outcomes& allowed, std::uint64_t executions = 0) {
  Result reduced = explore(scenario, weak());
  EXPECT_EQ(reduced.verdict, Verdict::pass) << reduced.report;
  EXPECT_TRUE(reduced.complete) << reduced.coverage;
  EXPECT_EQ(outcomes_of(reduced), allowed);
  if (executions) {
    EXPECT_EQ(reduced.executions, executions);
  }
  EXPECT_EQ(reduced.interleavings, reduced.executions) << "each execution is run once";
  Result plain = explore(scenario, weak(Mode::plain));
  EXPECT_TRUE(plain.complete) << plain.coverage;
  EXPECT_EQ(outcomes_of(plain), allowed);
  EXPECT_EQ(plain.executions, reduced.executions);
}

struct Shared {
  std::atomic<int> x{0}, y{0}, z{0};
  int r[6] = {};
};

void fence(memory_order order) {
  std::atomic_thread_fence(order);
}

// Runs `bodies` as threads; `results` of what they have seen, and with `finals` the last values of
// the atomics, are the outcome.
struct Litmus {
  int results = 0;
  bool finals = false;
  std::vector<void (*)(Shared&)> bodies;

  void operator()() const {
    Shared shared;
    std::vector<std::thread> threads;
    for (auto body : bodies) threads.emplace_back([body, &shared] { body(shared); });
    for (std::thread& thread : threads) thread.join();
    std::string outcome;
    for (int i = 0; i < results; ++i) outcome += std::to_string(shared.r[i]);
    if (finals) outcome += " " + std::to_string(shared.x.load(rlx));
    if (finals) outcome += std::to_string(shared.y.load(rlx));
    observe(outcome);
  }
};

// All results of `digits` digits below `base` but these.
Outcomes all_but(int digits, int base, const Outcomes& forbidden) {
  Outcomes all{""};
  for (int i = 0; i < digits; ++i) {
    Outcomes longer;
    for (const std::string& prefix : all)
      for (int digit = 0; digit < base; ++digit) longer.insert(prefix + std::to_string(digit));
    all = longer;
  }
  for (const std::string& outcome : forbidden) all.erase(outcome);
  return all;
}

}  // namespace

// ---- two threads, two atomics ----

TEST(Litmus, StoreBuffering) {
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rel), s.r[0] = s.y.load(acq); },
                [](Shared& s) { s.y.store(1, rel), s.r[1] = s.x.load(acq); }}},
        all_but(2, 2, {}), 4);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1), s.r[0] = s.y.load(); },
                [](Shared& s) { s.y.store(1), s.r[1] = s.x.load(); }}},
        all_but(2, 2, {"00"}), 3);
}

// One operation that is not seq_cst is enough to allow it again.
TEST(Litmus, StoreBufferingOfMixedOrders) {
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1), s.r[0] = s.y.load(acq); },
                [](Shared& s) { s.y.store(1), s.r[1] = s.x.load(); }}},
        all_but(2, 2, {}), 4);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rel), s.r[0] = s.y.load(); },
                [](Shared& s) { s.y.store(1), s.r[1] = s.x.load(); }}},
        all_but(2, 2, {}), 4);
}

TEST(Litmus, StoreBufferingWithFences) {
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), fence(sc), s.r[0] = s.y.load(rlx); },
                [](Shared& s) { s.y.store(1, rlx), fence(sc), s.r[1] = s.x.load(rlx); }}},
        all_but(2, 2, {"00"}), 3);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), fence(acq_rel), s.r[0] = s.y.load(rlx); },
                [](Shared& s) { s.y.store(1, rlx), fence(acq_rel), s.r[1] = s.x.load(rlx); }}},
        all_but(2, 2, {}), 4);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), fence(sc), s.r[0] = s.y.load(rlx); },
                [](Shared& s) { s.y.store(1), s.r[1] = s.x.load(); }}},
        all_but(2, 2, {"00"}), 3);
}

// Fences order nothing that is before them in one thread and after them in the other.
TEST(Litmus, FencesInFrontOrderNothing) {
  check(Litmus{3,
               false,
               {[](Shared& s) { fence(sc), s.r[0] = s.x.load(rlx), s.r[1] = s.y.load(rlx); },
                [](Shared& s) { fence(sc), s.y.store(1, rlx), s.r[2] = s.x.fetch_add(1, rlx); }}},
        {"000", "010", "100", "110"}, 4);
}

// A read-modify-write in between, on an atomic that both use, orders the two threads.
TEST(Litmus, StoreBufferingWithReadModifyWrites) {
  check(Litmus{2,
               false,
               {[](Shared& s) {
                  s.x.store(1, rlx), s.z.fetch_add(0, acq_rel), s.r[0] = s.y.load(rlx);
                },
                [](Shared& s) {
                  s.y.store(1, rlx), s.z.fetch_add(0, acq_rel), s.r[1] = s.x.load(rlx);
                }}},
        all_but(2, 2, {"00"}));
}

TEST(Litmus, MessagePassing) {
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), s.y.store(1, rel); },
                [](Shared& s) { s.r[0] = s.y.load(acq), s.r[1] = s.x.load(rlx); }}},
        all_but(2, 2, {"10"}), 3);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1), s.y.store(1); },
                [](Shared& s) { s.r[0] = s.y.load(), s.r[1] = s.x.load(); }}},
        all_but(2, 2, {"10"}), 3);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), s.y.store(1, rlx); },
                [](Shared& s) { s.r[0] = s.y.load(acq), s.r[1] = s.x.load(rlx); }}},
        all_but(2, 2, {}), 4);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), s.y.store(1, rel); },
                [](Shared& s) { s.r[0] = s.y.load(rlx), s.r[1] = s.x.load(rlx); }}},
        all_but(2, 2, {}), 4);
}

TEST(Litmus, MessagePassingWithFences) {
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), fence(rel), s.y.store(1, rlx); },
                [](Shared& s) { s.r[0] = s.y.load(rlx), fence(acq), s.r[1] = s.x.load(rlx); }}},
        all_but(2, 2, {"10"}), 3);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), fence(rel), s.y.store(1, rlx); },
                [](Shared& s) { s.r[0] = s.y.load(acq), s.r[1] = s.x.load(rlx); }}},
        all_but(2, 2, {"10"}), 3);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), s.y.store(1, rel); },
                [](Shared& s) { s.r[0] = s.y.load(rlx), fence(acq), s.r[1] = s.x.load(rlx); }}},
        all_but(2, 2, {"10"}), 3);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), fence(acq), s.y.store(1, rlx); },
                [](Shared& s) { s.r[0] = s.y.load(rlx), fence(acq), s.r[1] = s.x.load(rlx); }}},
        all_but(2, 2, {}), 4);
}

// RC11 has no execution in which both loads see stores of their own future.
TEST(Litmus, LoadBuffering) {
  check(Litmus{2,
               false,
               {[](Shared& s) { s.r[0] = s.x.load(rlx), s.y.store(1, rlx); },
                [](Shared& s) { s.r[1] = s.y.load(rlx), s.x.store(1, rlx); }}},
        all_but(2, 2, {"11"}), 3);
}

TEST(Litmus, TwoPlusTwoWrites) {
  check(Litmus{0,
               true,
               {[](Shared& s) { s.x.store(1, rel), s.y.store(2, rel); },
                [](Shared& s) { s.y.store(1, rel), s.x.store(2, rel); }}},
        {" 11", " 12", " 21", " 22"}, 4);
  check(Litmus{0,
               true,
               {[](Shared& s) { s.x.store(1), s.y.store(2); },
                [](Shared& s) { s.y.store(1), s.x.store(2); }}},
        {" 12", " 21", " 22"}, 3);
}

// S: the second store of x would have to come before the first.
TEST(Litmus, S) {
  check(Litmus{1,
               true,
               {[](Shared& s) { s.x.store(2, rlx), s.y.store(1, rel); },
                [](Shared& s) { s.r[0] = s.y.load(acq), s.x.store(1, rlx); }}},
        {"0 11", "0 21", "1 11"}, 3);
  check(Litmus{1,
               true,
               {[](Shared& s) { s.x.store(2, rlx), s.y.store(1, rlx); },
                [](Shared& s) { s.r[0] = s.y.load(rlx), s.x.store(1, rlx); }}},
        {"0 11", "0 21", "1 11", "1 21"}, 4);
}

// R: is the load of x after the last store of y?
TEST(Litmus, R) {
  check(Litmus{1,
               true,
               {[](Shared& s) { s.x.store(1, rel), s.y.store(1, rel); },
                [](Shared& s) { s.y.store(2, rel), s.r[0] = s.x.load(acq); }}},
        {"0 11", "0 12", "1 11", "1 12"}, 4);
  check(Litmus{1,
               true,
               {[](Shared& s) { s.x.store(1), s.y.store(1); },
                [](Shared& s) { s.y.store(2), s.r[0] = s.x.load(); }}},
        {"0 11", "1 11", "1 12"}, 3);
}

// ---- coherence: one atomic ----

TEST(Litmus, CoherenceOfReads) {
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), s.x.store(2, rlx); },
                [](Shared& s) { s.r[0] = s.x.load(rlx), s.r[1] = s.x.load(rlx); }}},
        {"00", "01", "02", "11", "12", "22"}, 6);
}

TEST(Litmus, CoherenceOfWrites) {
  check(Litmus{0, true, {[](Shared& s) { s.x.store(1, rlx), s.x.store(2, rlx); }}}, {" 20"}, 1);
}

TEST(Litmus, CoherenceOfReadThenWrite) {
  check(Litmus{1,
               true,
               {[](Shared& s) { s.r[0] = s.x.load(rlx), s.x.store(1, rlx); },
                [](Shared& s) { s.x.store(2, rlx); }}},
        {"0 10", "0 20", "2 10"}, 3);
}

TEST(Litmus, CoherenceOfWriteThenRead) {
  check(Litmus{1,
               true,
               {[](Shared& s) { s.x.store(1, rlx), s.r[0] = s.x.load(rlx); },
                [](Shared& s) { s.x.store(2, rlx); }}},
        {"1 10", "1 20", "2 20"}, 3);
}

// Two readers never disagree about the order of two stores.
TEST(Litmus, CoherenceOfTwoReaders) {
  Outcomes allowed;
  for (const char* order : {"012", "021"})
    for (int i = 0; i < 81; ++i) {
      const int place[] = {i / 27, i / 9 % 3, i / 3 % 3, i % 3};
      if (place[0] > place[1] || place[2] > place[3]) continue;
      allowed.insert({order[place[0]], order[place[1]], order[place[2]], order[place[3]]});
    }
  check(Litmus{4,
               false,
               {[](Shared& s) { s.x.store(1, rlx); }, [](Shared& s) { s.x.store(2, rlx); },
                [](Shared& s) { s.r[0] = s.x.load(rlx), s.r[1] = s.x.load(rlx); },
                [](Shared& s) { s.r[2] = s.x.load(rlx), s.r[3] = s.x.load(rlx); }}},
        allowed);
}

// ---- three and four threads ----

TEST(Litmus, IndependentReadsOfIndependentWrites) {
  check(Litmus{4,
               false,
               {[](Shared& s) { s.x.store(1); }, [](Shared& s) { s.y.store(1); },
                [](Shared& s) { s.r[0] = s.x.load(acq), s.r[1] = s.y.load(acq); },
                [](Shared& s) { s.r[2] = s.y.load(acq), s.r[3] = s.x.load(acq); }}},
        all_but(4, 2, {}), 16);
  check(Litmus{4,
               false,
               {[](Shared& s) { s.x.store(1); }, [](Shared& s) { s.y.store(1); },
                [](Shared& s) { s.r[0] = s.x.load(), s.r[1] = s.y.load(); },
                [](Shared& s) { s.r[2] = s.y.load(), s.r[3] = s.x.load(); }}},
        all_but(4, 2, {"1010"}), 15);
  check(Litmus{4,
               false,
               {[](Shared& s) { s.x.store(1, rlx); }, [](Shared& s) { s.y.store(1, rlx); },
                [](Shared& s) { s.r[0] = s.x.load(rlx), fence(sc), s.r[1] = s.y.load(rlx); },
                [](Shared& s) { s.r[2] = s.y.load(rlx), fence(sc), s.r[3] = s.x.load(rlx); }}},
        all_but(4, 2, {"1010"}), 15);
}

// Write to read causality: what a thread has seen is published with what it has written.
TEST(Litmus, WriteToReadCausality) {
  check(Litmus{3,
               false,
               {[](Shared& s) { s.x.store(1, rel); },
                [](Shared& s) { s.r[0] = s.x.load(acq), s.y.store(1, rel); },
                [](Shared& s) { s.r[1] = s.y.load(acq), s.r[2] = s.x.load(acq); }}},
        all_but(3, 2, {"110"}), 7);
  check(Litmus{3,
               false,
               {[](Shared& s) { s.x.store(1, rlx); },
                [](Shared& s) { s.r[0] = s.x.load(rlx), s.y.store(1, rel); },
                [](Shared& s) { s.r[1] = s.y.load(acq), s.r[2] = s.x.load(rlx); }}},
        all_but(3, 2, {"110"}), 7);
  check(Litmus{3,
               false,
               {[](Shared& s) { s.x.store(1, rlx); },
                [](Shared& s) { s.r[0] = s.x.load(rlx), s.y.store(1, rlx); },
                [](Shared& s) { s.r[1] = s.y.load(rlx), s.r[2] = s.x.load(rlx); }}},
        all_but(3, 2, {}), 8);
}

// Read to write causality: only a seq_cst fence on both sides forbids 1 0 0.
TEST(Litmus, ReadToWriteCausality) {
  check(Litmus{3,
               false,
               {[](Shared& s) { s.x.store(1, rel); },
                [](Shared& s) { s.r[0] = s.x.load(acq), s.r[1] = s.y.load(acq); },
                [](Shared& s) { s.y.store(1, rel), s.r[2] = s.x.load(acq); }}},
        all_but(3, 2, {}), 8);
  check(Litmus{3,
               false,
               {[](Shared& s) { s.x.store(1, rlx); },
                [](Shared& s) { s.r[0] = s.x.load(rlx), fence(sc), s.r[1] = s.y.load(rlx); },
                [](Shared& s) { s.y.store(1, rlx), fence(sc), s.r[2] = s.x.load(rlx); }}},
        all_but(3, 2, {"100"}), 7);
}

TEST(Litmus, ChainOfTwoMessages) {
  check(Litmus{3,
               false,
               {[](Shared& s) { s.x.store(1, rlx), s.y.store(1, rel); },
                [](Shared& s) { s.r[0] = s.y.load(acq), s.z.store(1, rel); },
                [](Shared& s) { s.r[1] = s.z.load(acq), s.r[2] = s.x.load(rlx); }}},
        all_but(3, 2, {"110"}), 7);
  check(Litmus{3,
               false,
               {[](Shared& s) { s.x.store(1, rlx), s.y.store(1, rel); },
                [](Shared& s) { s.r[0] = s.y.load(rlx), s.z.store(1, rel); },
                [](Shared& s) { s.r[1] = s.z.load(acq), s.r[2] = s.x.load(rlx); }}},
        all_but(3, 2, {}), 8);
}

// The paper on RC11 has this one: hardware lets the loads differ although one of them is seq_cst.
TEST(Litmus, SeqCstReadsAfterAcquireReads) {
  check(Litmus{4,
               false,
               {[](Shared& s) { s.x.store(1); }, [](Shared& s) { s.y.store(1); },
                [](Shared& s) { s.r[0] = s.x.load(acq), s.r[1] = s.y.load(); },
                [](Shared& s) { s.r[2] = s.y.load(acq), s.r[3] = s.x.load(); }}},
        all_but(4, 2, {}), 16);
}

// The other one from there: C++11 forbade r = 3, 0, 1, which POWER shows.
TEST(Litmus, SeqCstMixedWithRelease) {
  const Litmus scenario{3,
                        false,
                        {[](Shared& s) { s.x.store(1), s.y.store(1, rel); },
                         [](Shared& s) { s.r[0] = s.y.fetch_add(1), s.r[1] = s.y.load(rlx); },
                         [](Shared& s) { s.y.store(3), s.r[2] = s.x.load(); }}};
  Result result = explore(scenario, weak());
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.outcomes.count("130"), 1u) << "fetch_add sees 1, the load 3, and x is still 0";
}

// ---- read-modify-writes ----

TEST(Litmus, IncrementsAreFactorial) {
  auto increment = [](Shared& s) { s.x.fetch_add(1, rlx); };
  check(Litmus{0, true, {increment, increment}}, {" 20"}, 2);
  check(Litmus{0, true, {increment, increment, increment}}, {" 30"}, 6);
  check(Litmus{0, true, {increment, increment, increment, increment}}, {" 40"}, 24);
}

TEST(Litmus, OnlyOneCompareExchangeSucceeds) {
  check(Litmus{2,
               false,
               {[](Shared& s) {
                  int none = 0;
                  s.r[0] = s.x.compare_exchange_strong(none, 1, rlx);
                },
                [](Shared& s) {
                  int none = 0;
                  s.r[1] = s.x.compare_exchange_strong(none, 2, rlx);
                }}},
        {"01", "10"}, 2);
}

// Only read-modify-writes continue a release sequence; a store of the same thread ends it (C++20).
TEST(Litmus, ReleaseSequence) {
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), s.y.store(1, rel); },
                [](Shared& s) { s.y.fetch_add(1, rlx); },
                [](Shared& s) { s.r[0] = s.y.load(acq), s.r[1] = s.x.load(rlx); }}},
        {"00", "01", "10", "11", "21"}, 0);
  check(Litmus{2,
               false,
               {[](Shared& s) { s.x.store(1, rlx), s.y.store(1, rel), s.y.store(2, rlx); },
                [](Shared& s) { s.r[0] = s.y.load(acq), s.r[1] = s.x.load(rlx); }}},
        {"00", "01", "11", "20", "21"}, 5);
}

TEST(Litmus, ReleaseSequenceIsBrokenByAStore) {
  const Litmus scenario{
      2,
      false,
      {[](Shared& s) { s.x.store(1, rlx), s.y.store(1, rel), s.y.store(2, rlx); },
       [](Shared& s) { s.y.exchange(3, rlx); },
       [](Shared& s) { s.r[0] = s.y.load(rlx), fence(acq_rel), s.r[1] = s.x.load(rlx); }}};
  check(scenario, {"00", "01", "11", "20", "21", "30", "31"}, 20);
  Result in_order = explore(scenario, bare(Mode::exhaustive));
  EXPECT_EQ(in_order.interleavings, 16u);
}

TEST(Litmus, SequentialConsistencyHasFewerExecutions) {
  Options options = bare(Mode::exhaustive);
  const Litmus scenario{2,
                        false,
                        {[](Shared& s) { s.x.store(1, rlx), s.r[0] = s.y.load(rlx); },
                         [](Shared& s) { s.y.store(1, rlx), s.r[1] = s.x.load(rlx); }}};
  EXPECT_EQ(explore(scenario, options).coverage, "all 3 interleavings");
  options.memory = Memory::rc11;
  Result result = explore(scenario, options);
  EXPECT_EQ(result.coverage, "all 4 executions");
  EXPECT_EQ(result.executions, 4u);
  EXPECT_NE(result.json.find("\"executions\":4"), std::string::npos) << result.json;
}
