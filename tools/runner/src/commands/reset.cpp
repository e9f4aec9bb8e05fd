#include <fmt/core.h>

#include <cstdlib>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"
#include "files.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

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

fs::path backup_folder(const Lesson& lesson) {
  const auto base = lesson.root / ".threadlings" / "backups" / lesson.key / utc_time();
  auto folder = base;
  for (int i = 2; fs::exists(folder); ++i) folder = base.string() + "-" + std::to_string(i);
  return folder;
}

std::vector<std::string> stub_files(const Lesson& lesson) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(lesson.stub(), error)) {
    names.push_back(entry.path().filename().string());
  }
  if (!names.empty()) return names;
  throw RunnerError("tests/" + lesson.key + "/stub is missing or empty; get it back with: " +
                    "git checkout -- tests/" + lesson.key);
}

// Keeps what is about to be replaced. Returns whether there was anything.
bool keep_backup(const Lesson& lesson, const std::vector<std::string>& names, const fs::path& to) {
  bool kept = false;
  for (const auto& name : names) {
    if (!fs::exists(lesson.folder() / name)) continue;
    write_new(to / name, read_text(lesson.folder() / name));
    kept = true;
  }
  return kept;
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
  const auto names = stub_files(lesson);
  if (!agreed(lesson, options.yes)) {
    fmt::print("Nothing was changed.\n");
    return 1;
  }
  const auto backup = backup_folder(lesson);
  const bool kept = keep_backup(lesson, names, backup);
  for (const auto& name : names) {
    write_atomically(lesson.folder() / name, read_text(lesson.stub() / name));
    fmt::print("  put back  lessons/{}/{}\n", lesson.key, name);
  }
  if (kept) fmt::print("  kept      {}\n", shown_path(backup, lesson.root));
  forget_pass(context, lesson);
  return 0;
}

}  // namespace threadlings::runner
