#include <fmt/core.h>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"
#include "screen/comparison.hpp"

namespace threadlings::runner {
namespace {

void require_pass(const Lesson& lesson, const Progress& progress) {
  if (progress.of(lesson.key).ever_passed()) return;
  throw RunnerError("the solution of " + lesson.key + " opens after your own answer has passed; " +
                    "for help: ./threadlings hint " + lesson.number());
}

}  // namespace

int solution_command(const Context& context, const std::string& name) {
  const auto lesson = named_lesson(context, name);
  const auto progress = load_progress(context);
  require_pass(lesson, progress);
  fmt::print("{}\n\n", context.terminal.paint(Tone::strong, heading_of(lesson)));
  for (const auto& line : comparison_lines(context.terminal, lesson)) fmt::print("{}\n", line);
  fmt::print("\nBoth are right: yours passed every check. The chapter: book/{}.md\n", lesson.key);
  return 0;
}

}  // namespace threadlings::runner
