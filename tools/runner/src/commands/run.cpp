#include <algorithm>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"

namespace threadlings::runner {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void require_check(const Lesson& lesson, const std::string& check) {
  const auto checks = lesson.checks();
  if (check.empty() || std::find(checks.begin(), checks.end(), check) != checks.end()) return;
  throw UsageError("lesson " + lesson.key + " has no check \"" + check +
                   "\"; it has: " + joined(checks));
}

}  // namespace

int run_command(const Context& context, const RunOptions& options) {
  auto progress = load_progress(context);
  const auto lesson = named_or_next(context, progress, options.lesson);
  require_check(lesson, options.check);
  return play_and_say(context, lesson, options.check, progress);
}

}  // namespace threadlings::runner
