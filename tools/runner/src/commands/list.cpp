#include <fmt/core.h>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "json_output.hpp"
#include "lesson_rows.hpp"
#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

std::string state_of(const Context& context, const LessonRow& row, bool next) {
  if (row.done) return context.terminal.paint(Tone::good, filled("done", 6));
  if (next) return context.terminal.paint(Tone::strong, filled("next", 6));
  return filled(row.again ? "again" : "", 6);
}

std::string line_of(const Context& context, const LessonRow& row, bool next) {
  return fmt::format("  {}{}{}{}\n", state_of(context, row, next), filled(row.heading, 32),
                     filled(row.time(), 9), context.terminal.paint(Tone::faint, row.concept_name));
}

void print_table(const Context& context, const std::vector<Lesson>& lessons,
                 const Progress& progress) {
  const auto next = next_unfinished(lessons, progress);
  std::string part;
  for (const auto& row : rows_of(lessons, progress)) {
    if (row.part != part) fmt::print("{}\n", context.terminal.paint(Tone::strong, row.part));
    part = row.part;
    fmt::print("{}", line_of(context, row, next && next->key == row.key));
  }
  fmt::print("\n  start one: ./threadlings run NN    the next one: ./threadlings\n");
}

}  // namespace

int list_command(const Context& context) {
  const auto lessons = all_lessons(context);
  const auto progress = load_progress(context);
  if (context.json) {
    fmt::print("{}\n", list_to_json(lessons, progress));
  } else {
    print_table(context, lessons, progress);
  }
  return 0;
}

}  // namespace threadlings::runner
