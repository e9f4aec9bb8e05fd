#include "verify/tools.hpp"

#include <cstdio>

#include "files.hpp"
#include "process.hpp"
#include "terminal.hpp"
#include "verify/plan.hpp"

namespace threadlings::runner {
namespace {

constexpr std::size_t kLinesShown = 60;

std::vector<std::string> last_lines(const std::string& text) {
  auto lines = split_lines(without_controls(text));
  if (lines.size() > kLinesShown) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kLinesShown));
  }
  return lines;
}

RunResult failure(const Command& command, const Ended& ended, Counts counts) {
  return {counts,
          {},
          command.argv[0] + " " + describe(ended),
          last_lines(ended.out + ended.err),
          {},
          shell_line(command.argv)};
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
  if (const auto ended = run_process(make); !ended.ok()) return failure(make, ended, kFailed);
  const auto test = in_build(context, {"ctest", "--test-dir", build, "-L", "^tools$",
                                       "--output-on-failure", "--no-tests=error"});
  const auto ended = run_process(test);
  const auto counts = counts_of_ctest(ended.out);
  if (ended.ok() && counts && counts->passed > 0) return {*counts, {}, {}, {}, {}, {}};
  const bool counted = counts && counts->failed > 0;
  return failure(test, ended, counted ? *counts : kFailed);
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

Job plan_tools(const Context& context) {
  return {{}, Kind::tools, "tools", [context] { return run_tools(context); }, false, 1, {}};
}

}  // namespace threadlings::runner
