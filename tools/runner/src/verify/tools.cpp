#include "verify/tools.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "files.hpp"
#include "process.hpp"
#include "verify/plan.hpp"

namespace threadlings::runner {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kLinesOfABuild = 60;
constexpr std::size_t kLinesOfATest = 25;

Lines last_of(Lines lines, std::size_t count) {
  if (lines.size() > count) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  }
  return lines;
}

RunResult failure(const Command& command, const Ended& ended, Counts counts, Lines details) {
  if (details.empty()) details = last_of(split_lines(ended.out + ended.err), kLinesOfABuild);
  return {counts,
          {},
          command.argv[0] + " " + describe(ended),
          std::move(details),
          {},
          shell_line(command.argv)};
}

// " 3/20 Test  #2: NAME ...   Passed    0.02 sec"
bool is_result(const std::string& line) {
  const auto name = line.find(" Test ");
  if (name == std::string::npos) return false;
  const auto number = line.find_first_not_of(' ', name + 6);
  return number != std::string::npos && line[number] == '#';
}

bool tells_failure(const std::string& line) {
  return is_result(line) && line.find("***") != std::string::npos;
}

// A result, "    Start  2: NAME", or the sum after all of them.
bool is_line_of_ctest(const std::string& line) {
  const auto begin = line.find_first_not_of(' ');
  return is_result(line) || line.find("% tests passed, ") != std::string::npos ||
         (begin != std::string::npos && line.compare(begin, 6, "Start ") == 0);
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
  if (const auto ended = run_process(make); !ended.ok()) return failure(make, ended, kFailed, {});
  const auto test = in_build(context, {"ctest", "--test-dir", build, "-L", "^tools$",
                                       "--output-on-failure", "--no-tests=error"});
  const auto ended = run_process(test);
  const auto counts = counts_of_ctest(ended.out);
  if (ended.ok() && counts && counts->passed > 0) return {*counts, {}, {}, {}, {}, {}};
  const bool counted = counts && counts->failed > 0;
  return failure(test, ended, counted ? *counts : kFailed, failures_of_ctest(ended.out));
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
  Lines shown;
  const auto lines = split_lines(output);
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
