#include "checks/behaviour.hpp"

#include <algorithm>
#include <optional>
#include <sstream>

#include "checks/endings.hpp"
#include "checks/test_run.hpp"
#include "sanitizer.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

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

// The order matters: what the sanitizers saw explains what the tests saw.
void decide(Attempt& attempt, const TestRun& run, const std::vector<Report>& reports,
            const std::optional<std::string>& trouble) {
  if (run.result.ending == Ending::interrupted) return decide_interrupted(attempt);
  if (!reports.empty()) return decide_on_report(attempt, most_telling_report(reports));
  if (trouble) return attempt.decide(Outcome::environment, *trouble);
  if (decide_on_tests(attempt, run)) return;
  attempt.decide(Outcome::pass, "All " + std::to_string(run.log.tests.size()) + " tests passed.");
}

}  // namespace

void judge_tests(Attempt& attempt) {
  const ScratchFolder scratch;
  RunRequest request = attempt.request(scratch, attempt.build.program);
  add_sanitizer_options(attempt, request, scratch.path());
  const std::string program = request.argv[0];
  const TestRun run = run_tests(attempt, std::move(request));
  std::string reports_text = all_reports(scratch.path());
  // g++'s UndefinedBehaviorSanitizer has a runtime of its own that writes to standard error.
  if (!run.log.done) reports_text += run.result.output;
  const auto reports = read_reports(reports_text, attempt.chain, program);
  const auto trouble = cannot_work(reports_text + (run.log.started ? "" : run.result.output));
  decide(attempt, run, reports, trouble);
}

}  // namespace threadlings
