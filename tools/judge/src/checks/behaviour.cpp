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

// A child has only the thread that called fork, and LeakSanitizer takes what the others hold for
// lost.
bool is_worthless(const std::string& report, const std::string& process, const TestLog& log) {
  return process != log.process && report.find("ERROR: LeakSanitizer") != std::string::npos;
}

std::string all_reports(const fs::path& scratch, const TestLog& log) {
  std::string text;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(scratch, error)) {
    const fs::path& file = entry.path();
    if (file.stem() != "report") continue;
    const std::string report = read_file(file);
    const std::string process = file.extension().string();
    if (!is_worthless(report, process.substr(process.empty() ? 0 : 1), log)) text += report;
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

void decide_on_doubled_output(Attempt& attempt, const std::string& text) {
  attempt.decide(
      Outcome::wrong,
      "A child process printed again what its parent had printed: \"" +
          text.substr(0, text.find('\n')) +
          "\". It waited in a buffer when fork copied it, and exit wrote the copy. End a "
          "child with _exit, or flush before fork.");
}

// The order matters: what the sanitizers saw explains what the tests saw.
void decide(Attempt& attempt, const TestRun& run, const std::vector<Report>& reports,
            const std::optional<std::string>& trouble) {
  if (run.result.ending == Ending::interrupted) return decide_interrupted(attempt);
  if (!reports.empty()) return decide_on_report(attempt, most_telling_report(reports));
  if (trouble) return attempt.decide(Outcome::environment, *trouble);
  if (decide_on_tests(attempt, run)) return;
  if (!run.log.doubled.empty()) return decide_on_doubled_output(attempt, run.log.doubled);
  attempt.decide(Outcome::pass, "All " + std::to_string(run.log.tests.size()) + " tests passed.");
}

}  // namespace

void judge_tests(Attempt& attempt) {
  const ScratchFolder scratch;
  RunRequest request = attempt.request(scratch, attempt.build.program);
  add_sanitizer_options(attempt, request, scratch.path());
  const std::string program = request.argv[0];
  const TestRun run = run_tests(attempt, std::move(request));
  std::string reports_text = all_reports(scratch.path(), run.log);
  // g++'s UndefinedBehaviorSanitizer has a runtime of its own that writes to standard error.
  if (!run.log.done) reports_text += run.result.output;
  const auto reports = read_reports(reports_text, attempt.chain, program);
  const auto trouble = cannot_work(reports_text + (run.log.started ? "" : run.result.output));
  decide(attempt, run, reports, trouble);
}

}  // namespace threadlings
