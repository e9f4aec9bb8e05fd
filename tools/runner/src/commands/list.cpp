#include <fmt/core.h>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "json_output.hpp"

namespace threadlings::runner {
namespace {

std::string value_of(const std::map<std::string, std::string>& matter, const std::string& name) {
  const auto found = matter.find(name);
  return found == matter.end() ? "" : found->second;
}

std::string state_of(const Context& context, const LessonProgress& lesson, bool next) {
  if (lesson.done()) return context.terminal.paint(Tone::good, padded("done", 6));
  if (next) return context.terminal.paint(Tone::strong, padded("next", 6));
  return padded(lesson.open_again ? "again" : "", 6);
}

std::string row(const Context& context, const Lesson& lesson, const LessonProgress& progress,
                bool next) {
  const auto matter = front_matter(lesson);
  const auto minutes = value_of(matter, "minutes");
  return fmt::format("  {}{}{}{}\n", state_of(context, progress, next),
                     padded(heading_of(lesson), 32),
                     padded(minutes.empty() ? "" : minutes + " min", 9),
                     context.terminal.paint(Tone::faint, value_of(matter, "concept")));
}

void print_table(const Context& context, const std::vector<Lesson>& lessons,
                 const Progress& progress) {
  const auto next = next_unfinished(lessons, progress);
  std::string part;
  for (const auto& lesson : lessons) {
    const auto its_part = value_of(front_matter(lesson), "part");
    if (its_part != part) fmt::print("{}\n", context.terminal.paint(Tone::strong, its_part));
    part = its_part;
    fmt::print("{}",
               row(context, lesson, progress.of(lesson.key), next && next->key == lesson.key));
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
