// The entry from the public header.
#include "../report/observer.hpp"
#include "../report/report.hpp"
#include "../runtime/output.hpp"
#include "engine.hpp"

namespace threadlings {

using namespace explorer;

namespace {

constexpr unsigned kMaxOutcomes = 16;

}  // namespace

void observe(std::string_view outcome) {
  if (!rt.scenario) return;
  const bool inside = rt.learner;
  rt.learner = false;
  if (rt.run_outcomes < kMaxOutcomes) rt.outcome[rt.run_outcomes++] = outcome;
  rt.learner = inside;
}

namespace detail {

void expectation_failed(const char* file, int line, const char* message) {
  if (!rt.scenario) return;
  const bool inside = rt.learner;
  rt.learner = false;
  if (rt.failure->verdict == Verdict::pass) {
    rt.failure->verdict = Verdict::check;
    rt.failure->message = message;
    rt.failure->file = file ? file : "";
    rt.failure->line = line;
  }
  if (rt.observer) rt.observer->event(Op::fail, 0, 0, nullptr);
  rt.failed = true;  // the run ends at the next hook, when GoogleTest holds no lock of its own
  rt.learner = inside;
}

Result explore(const std::function<void()>& scenario, const Options& options,
               const std::string& test_name) {
  const double begin = seconds_now();
  std::string outcome[kMaxOutcomes];
  rt.outcome = outcome;
  rt.used_budget = rt.limited_retries = rt.limited_spins = false;
  Result result;
  {
    Session session(scenario, options);
    if (const std::string token = requested_token(options); !token.empty()) {
      replay(session, token, test_name, result);
    } else {
      Coverage coverage = cover(session, options, result.outcomes);
      result.mode = coverage.mode;
      result.interleavings = coverage.interleavings;
      result.pruned = coverage.pruned;
      result.executions = coverage.executions;
      result.complete = coverage.complete;
      result.estimate = coverage.estimate;
      result.coverage = coverage.sentence;
      if (coverage.failed) {
        result.first_failure = coverage.runs;
        if (!options.explain)
          result.verdict = session.failure().verdict;
        else
          explain(session, record(session.failure()), options, test_name, result);
      }
    }
  }
  rt.outcome = nullptr;
  result.seconds = seconds_now() - begin;
  deliver(result, options, test_name);
  return result;
}

}  // namespace detail

namespace explorer {

Result explore_program(const std::function<void()>& program, const Options& options,
                       bool all_leaks) {
  rt.whole_program = true;
  rt.all_leaks = all_leaks;
  divert_output();
  Result result = detail::explore(program, options, "");
  return_output();
  rt.whole_program = false;
  return result;
}

}  // namespace explorer

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::race:
      return "race";
    case Verdict::check:
      return "check";
    case Verdict::exception:
      return "exception";
    case Verdict::deadlock:
      return "deadlock";
    case Verdict::livelock:
      return "livelock";
    case Verdict::use_after_free:
      return "use after free";
    case Verdict::double_free:
      return "double free";
    case Verdict::leak:
      return "leak";
    case Verdict::misuse:
      return "misuse";
    case Verdict::unjoined:
      return "unjoined";
    case Verdict::crash:
      return "crash";
    case Verdict::step_limit:
      return "step limit";
    case Verdict::nondeterministic:
      return "nondeterministic";
  }
  return "?";
}

const char* name_of(Memory memory) {
  return memory == Memory::rc11 ? "rc11" : "sc";
}

const char* name_of(Mode mode) {
  switch (mode) {
    case Mode::automatic:
      return "automatic";
    case Mode::exhaustive:
      return "exhaustive";
    case Mode::plain:
      return "plain";
    case Mode::bounded:
      return "bounded";
    case Mode::random_walk:
      return "random walk";
    case Mode::pct:
      return "pct";
    case Mode::pos:
      return "pos";
    case Mode::surw:
      return "surw";
  }
  return "?";
}

}  // namespace threadlings
