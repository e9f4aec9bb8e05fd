#include "verify/table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

constexpr std::array kColumns{Kind::stub, Kind::solution, Kind::wrong, Kind::program, Kind::files};
constexpr int kNameWidth = 24;
constexpr int kCellWidth = 12;

Counts sum_of(const VerifyReport& report, const std::string& lesson, Kind kind) {
  Counts sum;
  for (const auto& job : report.jobs) {
    if (job.lesson == lesson && job.kind == kind) sum += job.counts;
  }
  return sum;
}

std::vector<std::string> lessons_of(const VerifyReport& report) {
  std::vector<std::string> keys;
  for (const auto& job : report.jobs) {
    const bool known = std::find(keys.begin(), keys.end(), job.lesson) != keys.end();
    if (!job.lesson.empty() && !known) keys.push_back(job.lesson);
  }
  return keys;
}

std::string cell(const Terminal& terminal, const Counts& counts) {
  if (counts.all() == 0) return filled("-", kCellWidth);
  auto text = fmt::format("{}/{}", counts.passed, counts.all());
  if (counts.skipped > 0) text += fmt::format(" ({}?)", counts.skipped);
  const auto plain = filled(text, kCellWidth);
  if (counts.failed > 0) return terminal.paint(Tone::bad, plain);
  return counts.skipped > 0 ? terminal.paint(Tone::warning, plain) : plain;
}

std::string line_of(std::string text) {
  return text.erase(text.find_last_not_of(' ') + 1) + "\n";
}

std::string row(const Terminal& terminal, const VerifyReport& report, const std::string& lesson,
                const std::string& name) {
  auto text = "  " + filled(name, kNameWidth);
  for (const Kind kind : kColumns) text += cell(terminal, sum_of(report, lesson, kind));
  return line_of(text);
}

std::string head() {
  auto text = "  " + filled("lesson", kNameWidth);
  for (const Kind kind : kColumns) text += filled(name_of(kind), kCellWidth);
  return line_of(text);
}

std::string lines_of(const std::vector<std::string>& details) {
  std::string text;
  const auto count = std::min(details.size(), kDetailLines);
  for (std::size_t i = 0; i < count; ++i) text += indented(without_controls(details[i]), 6);
  if (count < details.size())
    text += fmt::format("      ({} more lines)\n", details.size() - count);
  return text;
}

std::string explain(const Terminal& terminal, const JobReport& job) {
  const bool failed = job.counts.failed > 0;
  const auto& result = job.first_failure;
  auto text =
      fmt::format("{} {}: {}\n",
                  terminal.paint(failed ? Tone::bad : Tone::warning, failed ? "FAILED" : "skipped"),
                  title_of(job), without_controls(result.why));
  if (job.counts.all() > 1 && job.counts.passed > 0) {
    text += fmt::format("      {} of {} runs\n", job.counts.failed + job.counts.skipped,
                        job.counts.all());
  }
  text += lines_of(result.details);
  return result.again.empty() ? text : text + "      again: " + result.again + "\n";
}

}  // namespace

std::string show_table(const Terminal& terminal, const VerifyReport& report) {
  auto text = head();
  for (const auto& lesson : lessons_of(report)) text += row(terminal, report, lesson, lesson);
  if (sum_of(report, {}, Kind::files).all() > 0) text += row(terminal, report, {}, "(project)");
  if (const auto tools = sum_of(report, {}, Kind::tools); tools.all() > 0) {
    text += line_of("  " + filled("(tools' own tests)", kNameWidth) + cell(terminal, tools));
  }
  return text;
}

std::string show_failures(const Terminal& terminal, const VerifyReport& report) {
  std::string text;
  for (const auto& job : report.jobs) {
    if (job.counts.failed + job.counts.skipped > 0) text += explain(terminal, job);
  }
  for (const auto& job : report.jobs) {
    for (const auto& note : job.notes) text += "note: " + note + "\n";
  }
  return text.empty() ? text : text + "\n";
}

std::string show_verdict_counts(const VerifyReport& report) {
  std::string text;
  for (const auto& job : report.jobs) {
    if (job.seen.empty()) continue;
    std::string counts;
    for (const auto& [verdict, count] : job.seen) {
      counts += fmt::format("{}{} x {}", counts.empty() ? "" : ", ", count, verdict);
    }
    text += fmt::format("  {} {}\n", filled(title_of(job), 60), counts);
  }
  return text.empty() ? text : text + "\n";
}

std::string show_sum(const VerifyReport& report) {
  const auto sum = report.total();
  const auto text = fmt::format("{} passed, {} failed", sum.passed, sum.failed);
  return sum.skipped == 0 ? text : text + fmt::format(", {} skipped", sum.skipped);
}

}  // namespace threadlings::runner
