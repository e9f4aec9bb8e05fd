// Runs explorations: sets up the runtime, applies strategies and limits, and hands what they find
// to the report.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "../runtime/runtime.hpp"
#include "../search/strategies.hpp"

namespace threadlings::explorer {

double seconds_now();  // of processor time: on a busy machine as much is explored as on an idle one

void set_up_runtime();  // once in a process

// One exploration's hold on the runtime: globals saved, signals watched.
class Session {
 public:
  Session(const std::function<void()>& scenario, const Options& options);
  ~Session();
  Session(const Session&) = delete;

  Runtime::End run(Search& search);  // one interleaving
  const Failure& failure() const { return failure_; }

 private:
  Failure failure_;
};

// What a run decided, enough to repeat it.
struct Recording {
  Failure failure;
  std::vector<std::uint8_t> decisions;  // where there was more than one possibility
  std::vector<std::uint8_t> threads;    // one for each step
  std::vector<std::uint8_t> choices;    // the decisions that are not about threads
  unsigned preemptions = 0;
  unsigned surprises = 0;  // spurious wake-ups and the like
};
Recording record(const Failure& failure);

// Applies the strategies that the options ask for, until a failure or a limit.
struct Coverage {
  Mode mode;
  std::uint64_t interleavings = 0, pruned = 0, executions = 0;
  std::uint64_t runs = 0;  // all of them, with those that were pruned or do not count
  bool complete = false, failed = false;
  double estimate = 0;
  std::string sentence;
};
Coverage cover(Session& session, const Options& options,
               std::map<std::string, std::uint64_t>& outcomes);

// As detail::explore, for a scenario that runs a whole program: what comes before main, main, and
// exit. Nothing that it prints is seen.
Result explore_program(const std::function<void()>& program, const Options& options,
                       bool all_leaks);

}  // namespace threadlings::explorer
