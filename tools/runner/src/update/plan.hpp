// What an update would do, file by file, before anything is done.
//
// Purpose:        compares three trees: the learner's, the new one, and (where it is known) the one
//                 that the learner's began as. What only one side changed is taken; what both
//                 changed is merged, or shown side by side. Nothing of the learner's is lost: what
//                 gives way to something is among the changes, too, as a backup.
// Thread safety:  plain functions and values.
// Errors:         throw RunnerError for a tree that cannot be read.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "update/release.hpp"
#include "update/transaction.hpp"

namespace threadlings::runner {

struct Trees {
  std::filesystem::path ours;
  std::filesystem::path theirs;
  std::filesystem::path base;  // empty: not known; then the stubs of `ours` are the answers' base
  Release release;             // what `ours` was as it came; empty: not known
};

struct PlanRules {
  bool merge_outside = false;       // our commits outside lessons/ are merged, else they block
  bool replace_outside = false;     // --replace: files outside lessons/ give way, and are kept
  bool answers_from_stubs = false;  // somebody may have worked in the new tree
};

struct Note {
  enum class Kind { fresh, renamed, removed, merged, conflict, moved };
  Kind kind;
  std::string subject;            // a lesson's key or a path
  std::string text;               // the rest of the line
  std::vector<std::string> more;  // lines below it: what changed, and how to go on
};

struct Plan {
  std::vector<FileChange> changes;      // to the project's files
  std::vector<FileChange> extras;       // backups, and files beside those in conflict
  std::vector<Note> notes;              // what concerns the learner's own files, and lessons
  std::vector<std::string> blocked;     // changed by the learner, outside lessons/
  std::vector<std::string> new_checks;  // lessons whose tests change
  int kept = 0;                         // the learner's files that stay as they are
};

// `now` names the backups: "2026-03-01T12:00:00Z".
Plan plan_update(const Trees& trees, const PlanRules& rules, const std::string& now);

// Old key -> new key, for each lesson of `theirs` that says `was: OLD` and is not in `ours` yet.
std::map<std::string, std::string> renamed_lessons(const std::filesystem::path& ours,
                                                   const std::filesystem::path& theirs);

}  // namespace threadlings::runner
