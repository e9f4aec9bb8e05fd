#include "verify/junit.hpp"

#include <fmt/core.h>

#include <map>

#include "terminal.hpp"
#include "verify/cost.hpp"

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

std::string property(const std::string& name, const std::string& value) {
  return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", escaped(name), escaped(value));
}

std::string cost_properties(const Costs& costs, const std::string& prefix, double cpu_seconds) {
  auto text = property(prefix + "cpu_seconds", fmt::format("{:.3f}", cpu_seconds));
  if (costs.unit_seconds > 0) {
    text += property(prefix + "units", fmt::format("{:.1f}", costs.units(cpu_seconds)));
  }
  return text;
}

// What belongs to no lesson: the unit, each check, the tools, the dearest jobs.
std::string common_properties(const Costs& costs) {
  auto text = property("unit_seconds", fmt::format("{:.3f}", costs.unit_seconds));
  text += cost_properties(costs, "tools.", costs.tools);
  text += cost_properties(costs, "shared.", costs.shared);
  for (const auto& check : costs.checks) {
    text += cost_properties(costs, "check." + check.name + ".", check.cpu_seconds);
  }
  for (std::size_t i = 0; i < costs.dearest.size(); ++i) {
    const auto prefix = fmt::format("dearest.{}.", i + 1);
    text += property(prefix + "name", costs.dearest[i].name);
    text += cost_properties(costs, prefix, costs.dearest[i].cpu_seconds);
  }
  return text;
}

std::string properties_of(const Costs& costs, const std::string& suite) {
  std::string text;
  for (const auto& lesson : costs.lessons) {
    if (lesson.name == suite) text += cost_properties(costs, "", lesson.cpu_seconds);
  }
  if (suite == suite_name({})) text += common_properties(costs);
  return text.empty() ? text : "    <properties>\n" + text + "    </properties>\n";
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
  const auto costs = costs_of(report);
  suites[suite_name({})];  // there are costs of the whole even if only lessons were verified
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const auto& [name, suite] : suites) {
    text += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n{}{}"
        "  </testsuite>\n",
        escaped(name), suite.tests, suite.failures, suite.skipped, properties_of(costs, name),
        suite.cases);
  }
  return text + "</testsuites>\n";
}

}  // namespace threadlings::runner
