#include "verify/tools.hpp"

#include <algorithm>
#include <cstdio>
#include <regex>
#include <utility>

#include "files.hpp"
#include "process.hpp"
#include "verify/plan.hpp"
#include "verify/table.hpp"

namespace threadlings::runner {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kLinesOfATest = 25;

Lines last_of(Lines lines, std::size_t count) {
  if (lines.size() > count) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  }
  return lines;
}

RunResult failure(const Command& command, const Ended& ended, Counts counts, Lines details) {
  if (details.empty()) details = last_of(split_lines(ended.out + ended.err), kDetailLines);
  return {counts,
          {},
          command.argv[0] + " " + describe(ended),
          std::move(details),
          {},
          shell_line(command.argv)};
}

// "    Start  2: NAME", " 3/20 Test  #2: NAME ...   Passed    0.02 sec", or the sum after them.
bool is_line_of_ctest(const std::string& line) {
  static const std::regex own(
      R"( {0,12}(Start {1,6}\d{1,6}: |\d{1,6}/\d{1,6} Test {1,6}#\d{1,6}: |\d{1,3}% tests passed, ))");
  return std::regex_search(line, own, std::regex_constants::match_continuous);
}

bool tells_failure(const std::string& line) {
  return is_line_of_ctest(line) && line.find("***") != std::string::npos;
}

// ctest's own list: the last one, for a test may have printed another.
Lines names_of_failed(const Lines& lines) {
  const auto head = std::find(lines.rbegin(), lines.rend(), "The following tests FAILED:");
  if (head == lines.rend()) return {};
  const auto end = std::find_if(head.base(), lines.end(),
                                [](const auto& line) { return !line.starts_with('\t'); });
  return {head.base() - 1, end};
}

Command in_build(const Context& context, std::vector<std::string> argv) {
  Command command;
  command.argv = std::move(argv);
  command.folder = context.root;
  command.deadline = std::chrono::minutes(30);
  return command;
}

RunResult run_tools(const Context& context) {
  const auto build = context.build().string();
  const auto jobs = std::to_string(allowed_cpus().size());
  const auto make =
      in_build(context, {"cmake", "--build", build, "--target", "tools_tests", "-j", jobs});
  const auto made = run_process(make);
  if (!made.ok()) return failure(make, made, kFailed, {});
  const auto test = in_build(context, {"ctest", "--test-dir", build, "-L", "^tools$",
                                       "--output-on-failure", "--no-tests=error"});
  const auto ended = run_process(test);
  const auto counts = counts_of_ctest(ended.out);
  const bool passed = ended.ok() && counts && counts->passed > 0;
  const bool counted = counts && (passed || counts->failed > 0);
  auto result =
      passed ? RunResult{*counts, {}, {}, {}, {}, {}}
             : failure(test, ended, counted ? *counts : kFailed, failures_of_ctest(ended.out));
  result.cpu_seconds = made.cpu_seconds + ended.cpu_seconds;
  return result;
}

}  // namespace

std::optional<Counts> counts_of_ctest(const std::string& output) {
  const auto at = output.rfind("% tests passed, ");
  if (at == std::string::npos) return std::nullopt;
  int failed = 0;
  int all = 0;
  const char* text = output.c_str() + at;
  if (std::sscanf(text, "%% tests passed, %d tests failed out of %d", &failed, &all) != 2) {
    return std::nullopt;
  }
  return Counts{all - failed, failed, 0};
}

std::vector<std::string> failures_of_ctest(const std::string& output) {
  const auto lines = split_lines(output);
  auto shown = names_of_failed(lines);
  for (auto line = lines.begin(); line != lines.end();) {
    const auto end = std::find_if(line + 1, lines.end(), is_line_of_ctest);
    if (tells_failure(*line)) {
      shown.push_back(*line);
      const auto printed = last_of({line + 1, end}, kLinesOfATest);
      shown.insert(shown.end(), printed.begin(), printed.end());
    }
    line = end;
  }
  return shown;
}

Job plan_tools(const Context& context) {
  return {{}, Kind::tools, "tools", [context] { return run_tools(context); }, false, 1, {}};
}

}  // namespace threadlings::runner
