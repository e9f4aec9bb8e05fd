#include <fmt/core.h>

#include <algorithm>

#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "screen/text.hpp"
#include "update/git.hpp"
#include "update/prepare.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

std::string_view word_for(Note::Kind kind) {
  switch (kind) {
    case Note::Kind::fresh:
      return "new";
    case Note::Kind::renamed:
      return "renamed";
    case Note::Kind::removed:
      return "removed";
    case Note::Kind::merged:
      return "merged";
    case Note::Kind::conflict:
      return "look";
    case Note::Kind::moved:
      return "kept";
  }
  return {};
}

Tone tone_of(Note::Kind kind) {
  return kind == Note::Kind::conflict ? Tone::warning : Tone::strong;
}

void print_note(const Context& context, const Note& note) {
  const auto word = filled(word_for(note.kind), 9);
  fmt::print("  {} {}{}\n", context.terminal.paint(tone_of(note.kind), word), note.subject,
             note.text.empty() ? "" : ": " + note.text);
  for (const auto& line : note.more) fmt::print("              {}\n", without_controls(line));
}

std::string count_of(int count, const std::string& one, const std::string& many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void print_sum(const Plan& plan) {
  int written = 0;
  for (const auto& change : plan.changes) written += change.text ? 1 : 0;
  const int removed = static_cast<int>(plan.changes.size()) - written;
  fmt::print("  {}, {} removed", count_of(written, "file written", "files written"), removed);
  if (plan.kept > 0) {
    fmt::print("; {} as you left it", count_of(plan.kept, "file stays", "files stay"));
  }
  fmt::print(".\n");
}

void print_plan(const Context& context, const PreparedUpdate& prepared) {
  for (const auto& note : prepared.plan.notes) print_note(context, note);
  print_sum(prepared.plan);
  for (const auto& remark : prepared.remarks) fmt::print("  {}\n", remark);
  if (prepared.plan.new_checks.empty()) return;
  std::string numbers;
  for (const auto& key : prepared.plan.new_checks) numbers += " " + key.substr(0, key.find('_'));
  fmt::print("  Checks changed in:{}. Your passes stay; to check one again: ./threadlings run{}\n",
             numbers, numbers.substr(0, numbers.find(' ', 1)));
}

int refuse(const PreparedUpdate& prepared) {
  fmt::print(
      "Nothing was changed. These files outside of lessons/ are not as they came, and an "
      "update would overwrite them:\n");
  for (const auto& path : prepared.plan.blocked) fmt::print("    {}\n", path);
  fmt::print("{}\n", prepared.how_to_unblock);
  return 1;
}

void apply(const Context& context, const PreparedUpdate& prepared) {
  auto all = prepared.plan.changes;
  all.insert(all.end(), prepared.plan.extras.begin(), prepared.plan.extras.end());
  apply_changes(context.root, all, prepared.head);
  if (prepared.head) Git(context.root).refresh_index();
}

}  // namespace

int update_command(const Context& context, const UpdateOptions& options) {
  if (options.recover) return 0;  // every command begins with that
  if (!options.archive.empty() && !options.from.empty()) {
    throw UsageError("an archive and --from: which of the two?");
  }
  const FileLock lock(update_lock_file(context.root));
  const TemporaryFolder scratch;
  const UpdateSource source{options.archive.empty() ? options.from : options.archive,
                            options.replace, options.dry_run};
  const auto prepared = [&] {
    const Waiting waiting(context, "looking for what is new ...");
    return prepare_update(context.root, source, scratch.path());
  }();
  if (!prepared.plan.blocked.empty()) return refuse(prepared);
  if (prepared.nothing_new) {
    fmt::print("There is nothing new in {}.\n", prepared.from);
    return 0;
  }
  fmt::print(
      "{} from {}\n",
      options.dry_run ? "Nothing was changed. This is what an update would do," : "An update",
      prepared.from);
  print_plan(context, prepared);
  if (options.dry_run) return 0;
  std::fflush(stdout);
  apply(context, prepared);
  load_progress(context);  // takes the progress of renamed lessons along, and says so
  fmt::print("Done. The next ./threadlings builds what changed.\n");
  return 0;
}

}  // namespace threadlings::runner
