#include "checks/test_run.hpp"

#include <algorithm>
#include <random>

#include "checks/endings.hpp"
#include "checks/hang_stacks.hpp"
#include "manifest.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

std::string random_nonce() {
  std::random_device device;
  std::string nonce;
  for (int i = 0; i < 4; ++i) nonce += std::to_string(device());
  return nonce.substr(0, 40);
}

std::size_t count_failed(const TestLog& log) {
  return static_cast<std::size_t>(
      std::count_if(log.tests.begin(), log.tests.end(),
                    [](const TestResult& test) { return test.result == "failed"; }));
}

// The first failure of each of the first few tests: more would be an echo.
std::vector<Failure> failures_to_show(const TestLog& log) {
  constexpr std::size_t kShown = 3;
  std::vector<Failure> shown;
  for (const Failure& failure : log.failures) {
    const bool known = std::any_of(shown.begin(), shown.end(), [&](const Failure& other) {
      return other.test == failure.test;
    });
    if (!known && shown.size() < kShown) shown.push_back(failure);
  }
  return shown;
}

// What would have prevented it.
std::string remedy(const std::string& kind) {
  if (kind == "thread") return "Who joins it?";
  if (kind == "zombie")
    return "A zombie stays in the process table until its parent calls waitpid.";
  if (kind == "process") return "Who waits for its end, or ends it?";
  return "Who closes it?";
}

void decide_on_leak(Attempt& attempt, const LeakReport& leak) {
  attempt.decide(Outcome::leak,
                 "After the test " + leak.test + ", " + leak.text + ". " + remedy(leak.kind));
}

bool cannot_be_told(Ending ending) {
  return ending == Ending::interrupted || ending == Ending::too_slow_to_tell ||
         ending == Ending::too_many_processes || ending == Ending::endless_orphans;
}

std::string when_it_ended(const TestLog& log) {
  return log.started ? in_test(log.running) : " before its first test";
}

}  // namespace

TestRun run_tests(Attempt& attempt, RunRequest request) {
  const auto manifest = attempt.only_test.empty()
                            ? manifest_of(attempt.lesson.tests(), attempt.check)
                            : std::vector<std::string>{attempt.only_test};
  if (manifest.empty())
    throw EnvironmentError("there are no tests in " + attempt.lesson.tests().string());
  request.nonce = random_nonce();
  request.argv.insert(request.argv.end(), {"{NONCE}", "{EVENTS}"});
  if (!attempt.only_test.empty()) request.argv.push_back(attempt.only_test);
  TestRun run;
  run.result = attempt.run(request);
  run.log = read_events(run.result.events, manifest, request.nonce);
  attempt.verdict.tests = run.log.tests;
  return run;
}

bool decide_on_tests(Attempt& attempt, const TestRun& run) {
  const TestLog& log = run.log;
  // What else happens then is its consequence: a hang, a crash, failed tests.
  if (log.ran_on && !cannot_be_told(run.result.ending)) {
    attempt.decide(Outcome::wrong,
                   "A child process ran on into its parent's code, and so the tests ran twice. "
                   "After fork, the child must end by itself, with _exit.");
  } else if (decide_on_ending(attempt, run.result, log.running)) {
    add_stacks(attempt, log.stacks);
  } else if (!log.failures.empty()) {
    decide_on_failures(attempt, log);
  } else if (!log.leaks.empty()) {
    decide_on_leak(attempt, log.leaks.front());
  } else if (!log.done) {
    decide_on_early_end(attempt, run.result, when_it_ended(log));
  } else if (!log.canary_failed || !log.all_passed() || !log.surprises.empty()) {
    attempt.decide(Outcome::wrong,
                   "The tests did not all run, or could not fail. The answer interferes with "
                   "GoogleTest: tests belong to tests/, not to the answer.");
  } else if (!decide_on_leftovers(attempt, run.result)) {
    attempt.verdict.output.clear();
    return false;
  }
  return true;
}

void decide_on_failures(Attempt& attempt, const TestLog& log) {
  std::string what = "The test " + log.failures.front().test + " expects something else.";
  const std::size_t failed = count_failed(log);
  if (failed > 1) what += " (" + std::to_string(failed) + " tests failed.)";
  attempt.decide(Outcome::wrong, what);
  for (const Failure& failure : failures_to_show(log)) {
    const std::string file = attempt.shown(failure.place.file);
    attempt.verdict.places.push_back({file, failure.place.line, failure.test});
    attempt.verdict.details.push_back(failure.test + ":");
    for (const std::string& line : lines_of(failure.place.what)) {
      attempt.verdict.details.push_back("    " + line);
    }
  }
}

}  // namespace threadlings
