#include "verify/junit.hpp"

#include <fmt/core.h>

#include <map>

#include "terminal.hpp"

namespace threadlings::runner {
namespace {

// XML 1.0 knows no way to write most control characters, escaped or not.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : without_controls(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\n':
        result += "&#10;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string body_of(const JobReport& job) {
  std::string text;
  for (const auto& line : job.first_failure.details) text += line + "\n";
  if (!job.first_failure.again.empty()) text += "again: " + job.first_failure.again + "\n";
  return escaped(text);
}

std::string outcome_of(const JobReport& job) {
  const auto why = escaped(job.first_failure.why);
  if (job.counts.failed > 0) {
    return fmt::format("      <failure message=\"{}\">{}</failure>\n", why, body_of(job));
  }
  if (job.counts.skipped > 0) return fmt::format("      <skipped message=\"{}\"/>\n", why);
  return {};
}

std::string suite_name(const std::string& lesson) {
  return lesson.empty() ? "project" : lesson;
}

std::string test_case(const JobReport& job) {
  const auto phase = job.phase.empty() ? "" : "." + job.phase;
  return fmt::format(
      "    <testcase classname=\"threadlings.{}\" name=\"{}.{}{}\" time=\"{:.3f}\">\n"
      "{}    </testcase>\n",
      escaped(suite_name(job.lesson)), name_of(job.kind), escaped(job.name), escaped(phase),
      job.seconds, outcome_of(job));
}

struct Suite {
  std::string cases;
  int tests = 0;
  int failures = 0;
  int skipped = 0;
};

}  // namespace

std::string to_junit(const VerifyReport& report) {
  std::map<std::string, Suite> suites;
  for (const auto& job : report.jobs) {
    auto& suite = suites[suite_name(job.lesson)];
    suite.cases += test_case(job);
    ++suite.tests;
    suite.failures += job.counts.failed > 0 ? 1 : 0;
    suite.skipped += job.counts.failed == 0 && job.counts.skipped > 0 ? 1 : 0;
  }
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const auto& [name, suite] : suites) {
    text += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n{}"
        "  </testsuite>\n",
        escaped(name), suite.tests, suite.failures, suite.skipped, suite.cases);
  }
  return text + "</testsuites>\n";
}

}  // namespace threadlings::runner
