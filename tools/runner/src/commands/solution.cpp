#include <fmt/core.h>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "diff.hpp"
#include "errors.hpp"
#include "files.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

void require_pass(const Lesson& lesson, const Progress& progress) {
  if (progress.of(lesson.key).ever_passed()) return;
  throw RunnerError("the solution of " + lesson.key + " opens after your own answer has passed; " +
                    "for help: ./threadlings hint " + lesson.number());
}

std::string marked(const Context& context, const DiffLine& line) {
  switch (line.side) {
    case DiffLine::Side::both:
      return "    " + line.text;
    case DiffLine::Side::left:
      return context.terminal.paint(Tone::warning, "  - " + line.text);
    case DiffLine::Side::right:
      return context.terminal.paint(Tone::good, "  + " + line.text);
  }
  return {};
}

std::vector<std::string> lines_of(const fs::path& file) {
  if (!fs::exists(file)) return {};
  return split_lines(without_controls(read_text(file)));
}

void print_beside(const Context& context, const Lesson& lesson, const std::string& name) {
  fmt::print("{}\n{}\n\n", "  - only yours          lessons/" + lesson.key + "/" + name,
             "  + only the solution's solutions/" + lesson.key + "/" + name);
  const auto yours = lines_of(lesson.folder() / name);
  for (const auto& line : diff_lines(yours, lines_of(lesson.solution() / name))) {
    fmt::print("{}\n", marked(context, line));
  }
  fmt::print("\n");
}

}  // namespace

int solution_command(const Context& context, const std::string& name) {
  const auto lesson = named_lesson(context, name);
  const auto progress = load_progress(context);
  require_pass(lesson, progress);
  fmt::print("{}\n\n", context.terminal.paint(Tone::strong, heading_of(lesson)));
  for (const auto& file : lesson.answer_files()) print_beside(context, lesson, file);
  fmt::print("Both are right: yours passed every check. The chapter: book/{}.md\n", lesson.key);
  return 0;
}

}  // namespace threadlings::runner
