// Runs a scenario of processes again and again, and lets one thing go wrong in each run.
//
//   TEST(Grade, SurvivesEveryFault) {
//     threadlings::faults([] {
//       const std::optional<int> score = grade_in_child([] { return 42; });
//       if (!score) threadlings::gave_up("no score");
//       EXPECT_EQ(score, 42);
//     });
//   }
//
// The first run is without a fault and must succeed. Then, for each system call that any process of
// the scenario made, and each fault that can happen to that call, there is one more run:
//
//   interrupted   read, write, waitpid, poll and others return EINTR: a signal came
//   short         read and write take a part of what they were asked for
//   again         a non-blocking descriptor is not ready: EAGAIN
//   refused       fork, pipe, open, socket, mmap fail: EAGAIN, EMFILE, ENFILE, ENOMEM
//   killed        a child is killed by SIGKILL before this call
//   delayed       all other processes go on first, as far as they can, and their signals arrive
//
// What must hold in every run:
//   - Nothing is left behind: no process, no zombie, no descriptor. No child comes back into its
//     parent's code. Nothing waits for ever, nothing crashes.
//   - After `interrupted`, `short`, `again` and `delayed` the scenario succeeds, as if nothing had
//     happened. After `refused` and `killed` it may also give up: an exception that leaves the
//     scenario, or gave_up(), is a failure that was reported. An expectation must hold always, in
//     runs that give up up to that point.
//
// The scenario runs in a process of its own, made by fork for each run, and everything it starts
// belongs to it. Code under test is plain C++ and includes nothing of this. Processes run one at a
// time, in an order that depends on nothing but the scenario, so that each run can be repeated.
//
// Method: SQLite's "anomaly testing" (sqlite.org/testing.html) for the loop over the k-th call;
// ptrace(2) with a seccomp(2) filter to see the calls, those inside of libc, too.
// Thread safety: one call at a time in a process.
// Precondition:  the calling process has no other children while this runs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace threadlings {

enum class FaultVerdict {
  pass,
  check,             // an expectation did not hold, or output appeared twice
  not_hidden,        // it gave up, or succeeded with another result, after a fault it must survive
  unnoticed,         // a call failed and nobody looked: the program went on as if it had succeeded
  came_back,         // a child returned into the parent's code
  deadlock,          // every process waits, and nobody is left to wake one
  hang,              // a run did not end within Options::max_calls or its processor time
  crash,             // a process was ended by a signal that the scenario did not ask for
  leak,              // a process, a zombie or a descriptor was left
  nondeterministic,  // the same scenario made other calls the second time
  environment        // this machine does not allow ptrace; `message` says what to do
};

struct FaultOptions {
  bool interrupted = true;
  bool short_transfers = true;
  bool again = true;
  bool refused = true;
  bool killed = true;
  bool delayed = true;
  bool pipe_guarantees = true;  // pipe(7): a small write is read whole, and what poll says counts
  bool after_exec = false;      // faults also inside of programs that exec has started
  std::uint32_t max_calls = 5000;  // in one run
  double seconds = 20;             // of processor time, for all runs together
  bool quiet = false;              // only return the result: print and fail nothing
  std::string replay;              // a token from an earlier result: only that run
};

struct FaultResult {
  FaultVerdict verdict = FaultVerdict::pass;
  std::uint64_t calls = 0;   // places where something could go wrong, in the run without a fault
  std::uint64_t faults = 0;  // runs with one
  bool complete = false;     // every fault at every call was tried
  std::string coverage;      // one truthful sentence: "87 faults tried at 31 calls."
  std::string fault;         // what was done to the failing run; empty if nothing
  std::string message;       // what went wrong, in one or two sentences
  std::string where;         // file:line of the call in question, if known
  std::string report;        // message, the story in columns, and how to see it again
  std::string token;         // repeats the failing run
  std::string json;          // everything above, for machines
  double seconds = 0;        // of processor time

  explicit operator bool() const { return verdict == FaultVerdict::pass; }
};

// Inside a scenario: the code under test has reported a failure (by its result, say). Ends this run
// of the scenario, as an exception that leaves it does. Right after a fault that may not be hidden,
// an error otherwise.
[[noreturn]] void gave_up(std::string_view why);

const char* name_of(FaultVerdict verdict);

namespace detail {
FaultResult faults(const std::function<void()>& scenario, const FaultOptions& options,
                   const std::string& test_name);
void fault_expectation_failed(const char* file, int line, const char* message);
}  // namespace detail

}  // namespace threadlings

#if !defined(THREADLINGS_FAULTS_WITHOUT_GTEST) && __has_include(<gtest/gtest-spi.h>)
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

namespace threadlings {
namespace detail {

// Takes GoogleTest's failures during the runs: the report decides what is shown.
class FaultExpectations : public ::testing::ScopedFakeTestPartResultReporter {
 public:
  FaultExpectations() : ScopedFakeTestPartResultReporter(INTERCEPT_ALL_THREADS, nullptr) {}
  void ReportTestPartResult(const ::testing::TestPartResult& result) override {
    if (result.failed())
      fault_expectation_failed(result.file_name(), result.line_number(), result.message());
  }
};

}  // namespace detail

// Runs them all; a failing verdict fails the running GoogleTest test, unless options.quiet.
inline FaultResult faults(const std::function<void()>& scenario, const FaultOptions& options = {},
                          const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  const std::string name = info ? std::string(info->test_suite_name()) + "." + info->name() : "";
  FaultResult result;
  {
    detail::FaultExpectations expectations;
    result = detail::faults(scenario, options, name);
  }
  if (!result && !options.quiet) ADD_FAILURE_AT(file, line) << result.report;
  return result;
}

}  // namespace threadlings
#else
namespace threadlings {
inline FaultResult faults(const std::function<void()>& scenario, const FaultOptions& options = {}) {
  return detail::faults(scenario, options, "");
}
}  // namespace threadlings
#endif
