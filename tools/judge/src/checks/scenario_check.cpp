#include "checks/scenario_check.hpp"

#include <algorithm>

#include "checks/endings.hpp"
#include "checks/test_run.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

// The library gives up by itself after seconds of processor time for each test; a lesson has a
// handful of tests. What is still running then is a loop that it cannot see.
constexpr double kCpuLimitSeconds = 60;
constexpr int kCannotRun = 70;

bool has_one_line(const std::string& text) {
  return text.find('\n') == std::string::npos;
}

// Of hundreds of processes, each with a column, the first few are enough.
std::string cut(const std::string& line) {
  constexpr std::size_t kLongest = 600;
  if (line.size() <= kLongest) return line;
  std::size_t end = kLongest;
  while ((static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;  // inside of a character
  return line.substr(0, end) + " ...";
}

// Without what has been said, and without the library's own command, which names a program that
// only the judge can start.
void add_report(Attempt& attempt, const Scenario& failed) {
  std::vector<std::string>& details = attempt.verdict.details;
  const bool said = failed.verdict != "check" && has_one_line(failed.message);
  const auto is_message = [&](const std::string& line) {
    return line == failed.message || line == failed.verdict + ": " + failed.message;
  };
  for (const std::string& line : lines_of(failed.report)) {
    const bool skip = line.starts_with("Again: ") || (said && is_message(line)) ||
                      (details.empty() && line.empty());
    if (!skip) details.push_back(cut(line));
  }
}

// For whoever wants to show it in another way, such as a player that goes step by step.
void leave_trace(Attempt& attempt, const Scenario& failed) {
  const fs::path file = (attempt.chain.root / attempt.build.program).parent_path() / "trace.json";
  if (std::ofstream(file) << failed.json << "\n") {
    attempt.verdict.trace = attempt.shown(file.lexically_normal().string());
  }
}

void decide_on_failure(Attempt& attempt, const ScenarioCheck& check, const Scenario& failed) {
  attempt.decide(failed.outcome, check.what_happened(failed));
  attempt.verdict.places = failed.places;
  for (Place& place : attempt.verdict.places) place.file = attempt.shown(place.file);
  add_report(attempt, failed);
  leave_trace(attempt, failed);
  if (!failed.token.empty()) {
    attempt.verdict.again = "./threadlings run " + attempt.lesson.number() + " --replay '" +
                            failed.test + "@" + failed.token + "'";
  }
}

void decide_on_failed(Attempt& attempt, const ScenarioCheck& check, const Scenario& failed) {
  const std::string reason = failed.message + (failed.message.ends_with('.') ? "" : ".");
  if (failed.outcome == Outcome::environment) return attempt.decide(failed.outcome, reason);
  if (failed.outcome == Outcome::cannot_tell) {
    return attempt.decide(
        failed.outcome, "The test " + failed.test + " cannot be " + check.hindered + ": " + reason);
  }
  decide_on_failure(attempt, check, failed);
}

const Scenario* first_failed(const std::vector<Scenario>& scenarios) {
  const auto found = std::find_if(scenarios.begin(), scenarios.end(),
                                  [](const Scenario& scenario) { return !scenario.passed(); });
  return found == scenarios.end() ? nullptr : &*found;
}

// A test that ran no scenario proves nothing.
bool each_test_has_one(const TestLog& log, const std::vector<Scenario>& scenarios) {
  return std::all_of(log.tests.begin(), log.tests.end(), [&](const TestResult& test) {
    return std::any_of(scenarios.begin(), scenarios.end(),
                       [&](const Scenario& scenario) { return scenario.test == test.name; });
  });
}

void decide_on_pass(Attempt& attempt, const ScenarioCheck& check, const TestRun& run,
                    const std::vector<Scenario>& scenarios) {
  const std::size_t tests = run.log.tests.size();
  const std::string who = tests == 1 ? "The test" : "All " + std::to_string(tests) + " tests";
  attempt.decide(Outcome::pass, who + " passed" + check.what_was_covered(scenarios));
  for (const Scenario& scenario : scenarios) {
    if (!scenario.complete) {
      attempt.verdict.notices.push_back(scenario.test + ": " + scenario.coverage);
    }
  }
}

// "threadlings explore: …", the library's own last words.
std::string last_words(const ScenarioCheck& check, const std::string& output) {
  const auto found = output.rfind(check.label);
  if (found == std::string::npos) return check.who + " could not run.";
  return check.who + " could not go on: " + first_line(output.substr(found + check.label.size())) +
         ".";
}

void decide(Attempt& attempt, const ScenarioCheck& check, const TestRun& run,
            const std::vector<Scenario>& scenarios) {
  if (run.result.ending == Ending::interrupted) return decide_interrupted(attempt);
  if (const Scenario* failed = first_failed(scenarios)) {
    return decide_on_failed(attempt, check, *failed);
  }
  if (run.result.ending == Ending::exited && run.result.code == kCannotRun) {
    return attempt.decide(Outcome::environment, last_words(check, run.result.output));
  }
  if (decide_on_tests(attempt, run)) return;
  if (!each_test_has_one(run.log, scenarios)) {
    return attempt.decide(Outcome::wrong,
                          check.who + " was not asked. The answer interferes with the checks.");
  }
  decide_on_pass(attempt, check, run, scenarios);
}

}  // namespace

void judge_scenarios(Attempt& attempt, const ScenarioCheck& check) {
  const ScratchFolder scratch;
  const fs::path file = scratch.path() / "scenarios.json";
  RunRequest request = attempt.request(scratch, attempt.build.program);
  request.environment.push_back(check.json + "=" + file.string());
  if (!attempt.replay.empty()) {
    request.environment.push_back("THREADLINGS_REPLAY=" + attempt.replay);
  }
  request.cpu_limit_seconds = kCpuLimitSeconds;
  request.patience_seconds = check.patience_seconds;
  const TestRun run = run_tests(attempt, std::move(request));
  decide(attempt, check, run, check.read(read_file(file)));
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

}  // namespace threadlings
