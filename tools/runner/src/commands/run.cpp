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

// "TEST@f:1.7:EINTR" or "TEST@p:…": with the child first after fork, or the parent.
bool is_of_faults(const std::string& replay) {
  return replay.find("@f:") != std::string::npos || replay.find("@p:") != std::string::npos;
}

// A replay is one run of one test, and its token says which check has printed it.
Part part_of(const RunOptions& options) {
  if (options.replay.empty()) return {options.check};
  const std::string check = is_of_faults(options.replay) ? "faults" : "explore";
  const bool other_check = !options.check.empty() && options.check != check;
  if (other_check || options.replay.find('@') == std::string::npos) {
    throw UsageError(
        "--replay takes TEST@TOKEN, as a failure of the check explore or faults prints it; to see "
        "one: ./threadlings run LESSON --check " +
        check);
  }
  return {check, options.replay};
}

}  // namespace

int run_command(const Context& context, const RunOptions& options) {
  auto progress = load_progress(context);
  const auto lesson = named_or_next(context, progress, options.lesson);
  const auto part = part_of(options);
  require_check(lesson, part.check);
  return play_and_say(context, lesson, part, progress);
}

}  // namespace threadlings::runner
