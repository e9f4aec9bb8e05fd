#include <fmt/core.h>

#include <algorithm>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "hints.hpp"
#include "markdown.hpp"

namespace threadlings::runner {
namespace {

std::vector<std::string> hints_of(const Lesson& lesson) {
  auto hints = hints_in(read_text(lesson.folder() / "README.md"));
  if (!hints.empty()) return hints;
  throw RunnerError("lessons/" + lesson.key + "/README.md has no hints; get it back with: " +
                    "git checkout -- lessons/" + lesson.key + "/README.md");
}

void print_hint(const Context& context, std::size_t number, const std::string& text) {
  const auto title = fmt::format("Hint {}", number);
  fmt::print("{}\n{}\n", context.terminal.paint(Tone::strong, title),
             indented(without_controls(text), 2));
}

void print_more(const Lesson& lesson, std::size_t shown, std::size_t all) {
  if (shown < all) {
    fmt::print("{} of {} hints. One more: ./threadlings hint {}\n", shown, all, lesson.number());
  } else {
    fmt::print("These are all the hints. The chapter says more: book/{}.md\n", lesson.key);
  }
}

void remember(Progress& progress, const std::string& key, int shown) {
  try {
    progress.record_hints(key, shown);
  } catch (const RunnerError& error) {
    say_aside(std::string("It could not be saved that you saw this hint: ") + error.what());
  }
  for (const auto& notice : progress.take_notices()) say_aside(notice);
}

}  // namespace

int hint_command(const Context& context, const std::string& name) {
  auto progress = load_progress(context);
  const auto lesson = named_or_next(context, progress, name);
  const auto hints = hints_of(lesson);
  const int before = progress.of(lesson.key).hints;
  const int all = static_cast<int>(hints.size());
  const int shown = std::min(before, all - 1) + 1;
  fmt::print("{}\n\n", context.terminal.paint(Tone::strong, heading_of(lesson)));
  for (int i = 0; i < shown; ++i) {
    const auto index = static_cast<std::size_t>(i);
    print_hint(context, index + 1, hints[index]);
  }
  print_more(lesson, static_cast<std::size_t>(shown), hints.size());
  if (shown != before) remember(progress, lesson.key, shown);
  return 0;
}

}  // namespace threadlings::runner
