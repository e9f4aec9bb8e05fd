#include "checks/exploration.hpp"

#include <algorithm>
#include <map>

#include "checks/endings.hpp"
#include "checks/test_run.hpp"
#include "explorations.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

// The explorer gives up by itself after seconds of processor time for each test; a lesson has a
// handful of tests. What is still running then is a loop that it cannot see.
constexpr double kCpuLimitSeconds = 60;
constexpr int kExplorerCannotRun = 70;

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

bool has_one_line(const std::string& text) {
  return text.find('\n') == std::string::npos;
}

// "data race: T1 reads …" if it fits into a sentence; an expectation's text is below.
std::string what_happened(const Exploration& failed) {
  const std::string test = "In one interleaving of the test " + failed.test;
  if (failed.verdict == "check") return test + ", an expectation does not hold.";
  return test + ": " + first_line(failed.message);
}

// Without the message, if that has been said, and without the explorer's own command, which names a
// program that only the judge can start.
void add_report(Attempt& attempt, const Exploration& failed) {
  std::vector<std::string>& details = attempt.verdict.details;
  const bool said = failed.verdict != "check" && has_one_line(failed.message);
  for (const std::string& line : lines_of(failed.report)) {
    const bool skip = line.starts_with("Again: ") || (said && line == failed.message) ||
                      (details.empty() && line.empty());
    if (!skip) details.push_back(line);
  }
}

// For whoever wants to show it in another way, such as a player that goes step by step.
void leave_trace(Attempt& attempt, const Exploration& failed) {
  const fs::path file = (attempt.chain.root / attempt.build.program).parent_path() / "trace.json";
  if (std::ofstream(file) << failed.json << "\n") {
    attempt.verdict.trace = attempt.shown(file.lexically_normal().string());
  }
}

void decide_on_failure(Attempt& attempt, const Exploration& failed) {
  attempt.decide(outcome_of(failed), what_happened(failed));
  attempt.verdict.places = failed.places;
  for (Place& place : attempt.verdict.places) place.file = attempt.shown(place.file);
  add_report(attempt, failed);
  leave_trace(attempt, failed);
  if (!failed.token.empty()) {
    attempt.verdict.again = "./threadlings run " + attempt.lesson.number() + " --replay '" +
                            failed.test + "@" + failed.token + "'";
  }
}

void decide_on_nondeterminism(Attempt& attempt, const Exploration& failed) {
  attempt.decide(Outcome::cannot_tell,
                 "The test " + failed.test + " cannot be explored: " + failed.message + ".");
}

const Exploration* first_failed(const std::vector<Exploration>& explorations) {
  const auto found = std::find_if(explorations.begin(), explorations.end(),
                                  [](const Exploration& e) { return !e.passed(); });
  return found == explorations.end() ? nullptr : &*found;
}

// A test that explored nothing proves nothing.
bool each_test_explored(const TestLog& log, const std::vector<Exploration>& explorations) {
  return std::all_of(log.tests.begin(), log.tests.end(), [&](const TestResult& test) {
    return std::any_of(explorations.begin(), explorations.end(),
                       [&](const Exploration& e) { return e.test == test.name; });
  });
}

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string what_was_covered(const std::vector<Exploration>& explorations) {
  std::uint64_t interleavings = 0;
  bool all = true;
  bool weak = !explorations.empty();
  for (const Exploration& exploration : explorations) {
    interleavings += exploration.interleavings;
    weak = weak && exploration.weak;
    all = all && exploration.complete;
  }
  if (interleavings == 1) return ", in the one interleaving there is.";
  return (all ? ", in each of the " : ", in ") + with_commas(interleavings) +
         (weak ? " executions" : " interleavings") + (all ? " there are." : ".");
}

void decide_on_pass(Attempt& attempt, const TestRun& run,
                    const std::vector<Exploration>& explorations) {
  const std::size_t tests = run.log.tests.size();
  const std::string who = tests == 1 ? "The test" : "All " + std::to_string(tests) + " tests";
  attempt.decide(Outcome::pass, who + " passed" + what_was_covered(explorations));
  for (const Exploration& exploration : explorations) {
    if (!exploration.complete) {
      attempt.verdict.notices.push_back(exploration.test + ": " + exploration.coverage);
    }
  }
}

// "threadlings explore: …", the explorer's own last words.
std::string last_words(const std::string& output) {
  static const std::string kLabel = "threadlings explore: ";
  const auto found = output.rfind(kLabel);
  if (found == std::string::npos) return "The explorer could not run.";
  return "The explorer could not go on: " + first_line(output.substr(found + kLabel.size())) + ".";
}

void decide(Attempt& attempt, const TestRun& run, const std::vector<Exploration>& explorations) {
  if (run.result.ending == Ending::interrupted) return decide_interrupted(attempt);
  if (const Exploration* failed = first_failed(explorations)) {
    if (outcome_of(*failed) == Outcome::cannot_tell) {
      return decide_on_nondeterminism(attempt, *failed);
    }
    return decide_on_failure(attempt, *failed);
  }
  if (run.result.ending == Ending::exited && run.result.code == kExplorerCannotRun) {
    return attempt.decide(Outcome::environment, last_words(run.result.output));
  }
  if (decide_on_tests(attempt, run)) return;
  if (!each_test_explored(run.log, explorations)) {
    return attempt.decide(Outcome::wrong,
                          "The explorer was not asked. The answer interferes with the checks.");
  }
  decide_on_pass(attempt, run, explorations);
}

}  // namespace

void judge_exploration(Attempt& attempt) {
  const ScratchFolder scratch;
  const fs::path file = scratch.path() / "explorations.json";
  RunRequest request = attempt.request(scratch, attempt.build.program);
  request.environment.push_back("THREADLINGS_EXPLORE_JSON=" + file.string());
  if (!attempt.replay.empty()) {
    request.environment.push_back("THREADLINGS_REPLAY=" + attempt.replay);
  }
  request.cpu_limit_seconds = kCpuLimitSeconds;
  const TestRun run = run_tests(attempt, std::move(request));
  decide(attempt, run, read_explorations(read_file(file)));
}

}  // namespace threadlings
