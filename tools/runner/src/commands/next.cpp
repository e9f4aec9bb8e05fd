#include <fmt/core.h>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "json_output.hpp"
#include "show.hpp"
#include "watch/loop.hpp"

namespace threadlings::runner {
namespace {

int congratulate(const Context& context, const std::vector<Lesson>& lessons) {
  fmt::print("{}",
             context.json ? all_done_to_json(lessons) + "\n" : show_all_done(context, lessons));
  return 0;
}

}  // namespace

int next_command(const Context& context) {
  if (!context.json && can_watch()) return watch_command(context, {});
  const auto lessons = all_lessons(context);
  auto progress = load_progress(context);
  const auto lesson = next_unfinished(lessons, progress);
  if (!lesson) return congratulate(context, lessons);
  if (!context.json && !progress.begun()) fmt::print("{}", show_welcome(context));
  return play_and_say(context, *lesson, {}, progress);
}

}  // namespace threadlings::runner
