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

// Runs these as threads; they fill `seen`, which is the outcome.
struct Threads {
  std::atomic<int> x{0}, y{0}, z{0};
  int seen[6] = {};

  void run(std::vector<std::function<void()>> bodies, int results) {
    std::vector<std::thread> threads;
    for (auto& body : bodies) threads.emplace_back(body);
    for (std::thread& thread : threads) thread.join();
    std::string outcome;
    for (int i = 0; i < results; ++i) outcome += std::to_string(seen[i]);
    observe(outcome);
  }
};

Scenario store_buffering(memory_order write, memory_order read) {
  return [=] {
    Threads t;
    t.run({[&] { t.x.store(1, write), t.seen[0] = t.y.load(read); },
           [&] { t.y.store(1, write), t.seen[1] = t.x.load(read); }},
          2);
  };
}

Scenario message_passing(memory_order write, memory_order read) {
  return [=] {
    Threads t;
    t.run({[&] { t.x.store(1, rlx), t.y.store(1, write); },
           [&] { t.seen[0] = t.y.load(read), t.seen[1] = t.x.load(rlx); }},
          2);
  };
}

Scenario load_buffering(memory_order read, memory_order write) {
  return [=] {
    Threads t;
    t.run({[&] { t.seen[0] = t.x.load(read), t.y.store(1, write); },
           [&] { t.seen[1] = t.y.load(read), t.x.store(1, write); }},
          2);
  };
}

Scenario two_plus_two(memory_order order) {
  return [=] {
    Threads t;
    t.run({[&] { t.x.store(1, order), t.y.store(2, order); },
           [&] { t.y.store(1, order), t.x.store(2, order); }},
          0);
    observe(std::to_string(t.x.load(rlx)) + std::to_string(t.y.load(rlx)));
  };
}

}  // namespace

TEST(Litmus, StoreBuffering) {
  check(store_buffering(rel, acq), {"00", "01", "10", "11"}, 4);
  check(store_buffering(rlx, rlx), {"00", "01", "10", "11"}, 4);
  check(store_buffering(sc, sc), {"01", "10", "11"}, 3);
  check(store_buffering(sc, acq), {"00", "01", "10", "11"}, 4);
}

TEST(Litmus, MessagePassing) {
  check(message_passing(rel, acq), {"00", "01", "11"}, 3);
  check(message_passing(rlx, acq), {"00", "01", "10", "11"}, 4);
  check(message_passing(rel, rlx), {"00", "01", "10", "11"}, 4);
  check(message_passing(sc, sc), {"00", "01", "11"}, 3);
}

// RC11 has no execution in which both loads see stores of their own future.
TEST(Litmus, LoadBuffering) {
  check(load_buffering(rlx, rlx), {"00", "01", "10"}, 3);
  check(load_buffering(acq, rel), {"00", "01", "10"}, 3);
}
