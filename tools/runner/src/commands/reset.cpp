#include <fmt/core.h>

#include <cstdlib>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "put_back.hpp"

namespace threadlings::runner {
namespace {

// The launcher takes `--yes` out of the arguments, wherever it stands, and leaves this instead.
bool launcher_said_yes() {
  const char* yes = std::getenv("THREADLINGS_YES");
  return yes != nullptr && std::string_view(yes) == "1";
}

bool agreed(const Lesson& lesson, bool yes) {
  if (yes || launcher_said_yes()) return true;
  const auto answer =
      ask_yes_or_no("Put the files of " + heading_of(lesson) +
                    " back as they were? (Yours are kept in .threadlings/backups.)");
  if (!answer) {
    throw UsageError("reset asks first, and here is nobody to ask; type: threadlings reset " +
                     lesson.number() + " --yes");
  }
  return *answer;
}

void forget_pass(const Context& context, const Lesson& lesson) {
  auto progress = load_progress(context);
  try {
    progress.record_reset(lesson.key);
  } catch (const RunnerError& error) {
    say_aside(std::string("Your progress could not be saved: ") + error.what());
  }
}

}  // namespace

int reset_command(const Context& context, const ResetOptions& options) {
  const auto lesson = named_lesson(context, options.lesson);
  if (!agreed(lesson, options.yes)) {
    fmt::print("Nothing was changed.\n");
    return 1;
  }
  const auto done = put_back(lesson);
  for (const auto& name : done.names) fmt::print("  put back  lessons/{}/{}\n", lesson.key, name);
  if (!done.backup.empty()) {
    fmt::print("  kept      {}\n", shown_path(done.backup, lesson.root));
  }
  forget_pass(context, lesson);
  return 0;
}

}  // namespace threadlings::runner
