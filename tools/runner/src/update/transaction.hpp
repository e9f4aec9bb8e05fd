// Many files changed as one: all of them, or none.
//
// Purpose:        an update that fails, is killed, or meets a full disk leaves the tree as it was.
//                 First everything is written beside the tree, with a second name for every file
//                 that will be replaced; then a journal is written, files are renamed into place,
//                 and the journal goes. A journal that is found later means: put all of it back.
// Thread safety:  between processes by a lock; within one, not.
// Errors:         throw RunnerError. `apply_changes` has put everything back then.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace threadlings::runner {

struct FileChange {
  std::string path;                 // below the root
  std::optional<std::string> text;  // what it holds then; nothing: it is removed
  bool executable = false;
};

// Git's side of it: HEAD moves from one commit to the other, and the index is that of the new one.
struct HeadMove {
  std::string from;
  std::string to;
  std::filesystem::path index;      // git's own
  std::filesystem::path new_index;  // to take its place
};

// Precondition: the caller holds the update's lock, and no path occurs twice.
void apply_changes(const std::filesystem::path& root, const std::vector<FileChange>& changes,
                   const std::optional<HeadMove>& head = std::nullopt);

// Puts back what an update that was interrupted had changed, or tidies what it had prepared. What
// somebody wrote in the meantime is kept in .threadlings/backups. Says in one line what was done;
// nothing if there was nothing to do. Waits while an update is still running.
std::optional<std::string> undo_interrupted_update(const std::filesystem::path& root);

// The lock that an update holds.
std::filesystem::path update_lock_file(const std::filesystem::path& root);

}  // namespace threadlings::runner
