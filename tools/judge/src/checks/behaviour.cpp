#include "checks/behaviour.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <sstream>

#include "checks/endings.hpp"
#include "checks/hang_stacks.hpp"
#include "events.hpp"
#include "manifest.hpp"
#include "sanitizer.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

std::string random_nonce() {
  std::random_device device;
  std::string nonce;
  for (int i = 0; i < 4; ++i) nonce += std::to_string(device());
  return nonce.substr(0, 40);
}

// "# options: detect_deadlocks=0" in tsan.supp
std::string extra_tsan_options(const fs::path& suppressions) {
  std::string options;
  for (const std::string& line : lines_of(read_file(suppressions))) {
    static const std::string kLabel = "# options: ";
    if (!line.starts_with(kLabel)) continue;
    std::istringstream words(line.substr(kLabel.size()));
    std::string word;
    while (words >> word) options += ":" + word;
  }
  return options;
}

void add_sanitizer_options(const Attempt& attempt, RunRequest& request, const fs::path& scratch) {
  const std::string log = "log_path=" + (scratch / "report").string();
  const std::string common = log + ":color=never:abort_on_error=0:disable_coredump=1";
  request.environment.push_back("UBSAN_OPTIONS=" + common + ":print_stacktrace=1");
  request.environment.push_back(
      "ASAN_OPTIONS=" + common +
      ":detect_stack_use_after_return=1:detect_leaks=1:strict_string_checks=1:"
      "check_initialization_order=1");
  const fs::path suppressions = attempt.lesson.tests() / "tsan.supp";
  request.environment.push_back(
      "TSAN_OPTIONS=" + common + ":suppressions=" + suppressions.string() +
      ":halt_on_error=0:second_deadlock_stack=1:history_size=4" + extra_tsan_options(suppressions));
}

std::string all_reports(const fs::path& scratch) {
  std::string text;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(scratch, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("report.")) text += read_file(entry.path());
  }
  return text;
}

const Report& most_telling_report(const std::vector<Report>& reports) {
  const auto weight = [](const Report& report) {
    switch (report.outcome) {
      case Outcome::race:
        return 0;
      case Outcome::deadlock:
        return 1;
      case Outcome::memory:
        return 2;
      case Outcome::crash:
        return 3;
      default:
        return 4;
    }
  };
  return *std::min_element(reports.begin(), reports.end(),
                           [&](const Report& a, const Report& b) { return weight(a) < weight(b); });
}

void decide_on_report(Attempt& attempt, const Report& report) {
  attempt.decide(report.outcome, report.what);
  attempt.verdict.places = report.places;
  for (const std::string& line : report.text) {
    if (attempt.verdict.details.size() < 30) attempt.verdict.details.push_back(line);
  }
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

void decide_on_leak(Attempt& attempt, const LeakReport& leak) {
  attempt.decide(Outcome::leak, "After the test " + leak.test + ", " + leak.text + ".");
}

std::string when_it_ended(const TestLog& log) {
  return log.started ? in_test(log.running) : " before its first test";
}

// The order matters: what the sanitizers saw explains what the tests saw.
void decide_on_tests(Attempt& attempt, const RunResult& result, const TestLog& log,
                     const std::vector<Report>& reports,
                     const std::optional<std::string>& trouble) {
  if (result.ending == Ending::interrupted) return decide_interrupted(attempt);
  if (!reports.empty()) return decide_on_report(attempt, most_telling_report(reports));
  if (trouble) return attempt.decide(Outcome::environment, *trouble);
  if (decide_on_ending(attempt, result, log.running)) return add_stacks(attempt, log.stacks);
  if (log.ran_on) {
    return attempt.decide(
        Outcome::wrong,
        "A child process ran on into its parent's code, and so the tests ran twice. "
        "After fork, the child must end by itself, with _exit.");
  }
  if (!log.failures.empty()) return decide_on_failures(attempt, log);
  if (!log.leaks.empty()) return decide_on_leak(attempt, log.leaks.front());
  if (!log.done) return decide_on_early_end(attempt, result, when_it_ended(log));
  if (!log.canary_failed || !log.all_passed() || !log.surprises.empty()) {
    return attempt.decide(
        Outcome::wrong,
        "The tests did not all run, or could not fail. The answer interferes with "
        "GoogleTest: tests belong to tests/, not to the answer.");
  }
  if (decide_on_leftovers(attempt, result)) return;
  attempt.decide(Outcome::pass, "All " + std::to_string(log.tests.size()) + " tests passed.");
  attempt.verdict.output.clear();
}

}  // namespace

void judge_tests(Attempt& attempt) {
  const ScratchFolder scratch;
  RunRequest request = attempt.request(scratch, attempt.build.program);
  add_sanitizer_options(attempt, request, scratch.path());
  request.nonce = random_nonce();
  request.argv.insert(request.argv.end(), {"{NONCE}", "{EVENTS}"});
  const auto manifest = manifest_of(attempt.lesson.tests());
  if (manifest.empty())
    throw EnvironmentError("there are no tests in " + attempt.lesson.tests().string());
  const RunResult result = attempt.run(request);
  const TestLog log = read_events(result.events, manifest, request.nonce);
  attempt.verdict.tests = log.tests;
  std::string reports_text = all_reports(scratch.path());
  // g++'s UndefinedBehaviorSanitizer has a runtime of its own that writes to standard error.
  if (!log.done) reports_text += result.output;
  const auto reports = read_reports(reports_text, attempt.chain, request.argv[0]);
  const auto trouble = cannot_work(reports_text + (log.started ? "" : result.output));
  decide_on_tests(attempt, result, log, reports, trouble);
}

}  // namespace threadlings
