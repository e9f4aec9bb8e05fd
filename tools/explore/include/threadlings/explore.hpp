// Runs a scenario under every interleaving of its threads.
//
//   TEST(Counter, KeepsEveryHit) {
//     threadlings::explore([] {
//       Counter counter;
//       std::thread a([&] { counter.hit(); }), b([&] { counter.hit(); });
//       a.join();
//       b.join();
//       EXPECT_EQ(counter.total(), 2);
//     });
//   }
//
// The code under test is plain C++; it only has to be compiled with the flags of
// tools/explore/README.md and linked with threadlings_explore. A failed expectation, an uncaught
// exception, a data race, a deadlock, a memory error or a misused primitive ends the exploration
// and is shown as an interleaving, with a command that replays it.
//
// The scenario runs many times. Globals, static locals, thread_locals and what it allocates start
// afresh each time; what it captures by reference does not, so let it own its data. To collect
// results across interleavings use observe().
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace threadlings {

enum class Verdict {
  pass,
  race,             // two unordered accesses, at least one of them a write
  check,            // a failed expectation, assert or abort
  exception,        // an exception that nobody catches
  deadlock,         // some threads wait for ever
  livelock,         // some go round a loop for ever, and nobody is left to change what they see
  use_after_free,   // also: outside of a live heap block
  double_free,      // also: free of something that was never allocated
  leak,             // a block that nobody freed and nobody can reach
  misuse,           // a primitive used against its contract
  unjoined,         // a joinable std::thread was destroyed
  crash,            // a signal
  step_limit,       // a run did not end within Options::max_steps
  nondeterministic  // the same choices led elsewhere: the scenario depends on something outside
};

enum class Mode {
  automatic,    // exhaustive within the limits, else bounded, then sampled
  exhaustive,   // dynamic partial-order reduction: one run for each class of equal interleavings
  plain,        // depth-first, no reduction: every interleaving of visible steps
  bounded,      // depth-first with at most Options::preemptions preemptions
  random_walk,  // sampled: any thread, equally likely, at each step
  pct,          // sampled: random priorities with Options::depth - 1 change points
  pos,          // sampled: random priorities of events, drawn again when they conflict
  surw          // sampled: uniform over the interleavings of a random set of events
};

enum class Memory {
  sc,   // sequential consistency: a load sees the newest store
  rc11  // weak memory: what C++ allows, except for loads that see stores of their own future
};

struct Options {
  Mode mode = Mode::automatic;
  Memory memory = Memory::sc;
  int preemptions = 2;
  int depth = 3;
  std::uint64_t seed = 1;
  std::uint64_t max_interleavings = 0;  // 0: no limit when exhaustive, 10,000 when sampled
  double seconds = 5;                   // processor time for one exploration
  std::uint32_t max_steps = 20'000;     // visible steps in one run
  bool races = true;                    // false: racy accesses become visible steps instead
  bool leaks = true;
  int spurious_wakeups = 1;  // budgets, for each thread of each run
  int weak_cas_failures = 1;
  int early_timeouts = 1;  // time-outs that fire although others could still run
  bool any_waiter = true;  // notify_one wakes any of those who wait; false: the one started first
  bool quiet = false;      // only return the result: print and fail nothing
  bool explain = true;     // false: a failure is neither minimised nor traced
  std::string replay;      // a token from an earlier result
};

struct Result {
  Verdict verdict = Verdict::pass;
  Mode mode = Mode::automatic;      // what was finally used
  std::uint64_t interleavings = 0;  // complete runs
  std::uint64_t pruned = 0;         // runs given up because they repeat an earlier one
  std::uint64_t executions = 0;     // rc11: different complete runs (who reads what, and order)
  bool complete = false;            // every interleaving (within the budgets) was covered
  double seconds = 0;               // of processor time
  double estimate = 0;              // of all interleavings, when not complete
  std::string coverage;             // one truthful sentence
  std::string message;              // what went wrong, in one or two sentences
  std::string where;                // file:line of the last step, when it went wrong
  std::string report;               // message, interleaving and replay command, as printed
  std::string output;               // what a whole program printed in the failing interleaving
  std::string token;                // replays the failing interleaving
  std::string json;                 // everything above, for machines
  std::uint64_t first_failure = 0;  // the how manieth run failed
  std::map<std::string, std::uint64_t> outcomes;  // what observe() saw, and in how many runs

  explicit operator bool() const { return verdict == Verdict::pass; }
};

// Inside a scenario: notes an outcome of this interleaving.
void observe(std::string_view outcome);

const char* name_of(Verdict verdict);
const char* name_of(Mode mode);
const char* name_of(Memory memory);

namespace detail {
Result explore(const std::function<void()>& scenario, const Options& options,
               const std::string& test_name);
void expectation_failed(const char* file, int line, const char* message);
}  // namespace detail

}  // namespace threadlings

#if !defined(THREADLINGS_EXPLORE_WITHOUT_GTEST) && __has_include(<gtest/gtest-spi.h>)
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

namespace threadlings {
namespace detail {

// Takes GoogleTest's failures during an exploration: the explorer decides what is shown.
class Expectations : public ::testing::ScopedFakeTestPartResultReporter {
 public:
  Expectations() : ScopedFakeTestPartResultReporter(INTERCEPT_ALL_THREADS, nullptr) {
    // The first failure makes GoogleTest allocate; that must not happen inside of a run.
    ADD_FAILURE();
    warm_ = true;
  }
  void ReportTestPartResult(const ::testing::TestPartResult& result) override {
    if (warm_ && result.failed())
      expectation_failed(result.file_name(), result.line_number(), result.message());
  }

 private:
  bool warm_ = false;
};

inline std::string current_test() {
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  return info ? std::string(info->test_suite_name()) + "." + info->name() : std::string();
}

}  // namespace detail

// Explores; a failing verdict fails the running GoogleTest test, unless options.quiet.
inline Result explore(const std::function<void()>& scenario, const Options& options = {},
                      const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  Result result;
  {
    detail::Expectations expectations;
    result = detail::explore(scenario, options, detail::current_test());
  }
  if (!result && !options.quiet) ADD_FAILURE_AT(file, line) << result.report;
  return result;
}

}  // namespace threadlings
#else
namespace threadlings {
inline Result explore(const std::function<void()>& scenario, const Options& options = {}) {
  return detail::explore(scenario, options, "");
}
}  // namespace threadlings
#endif
