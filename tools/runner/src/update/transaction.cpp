#include "update/transaction.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "errors.hpp"
#include "files.hpp"
#include "process.hpp"
#include "update/release.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

// .threadlings/update/: journal, before/PATH (what is replaced), new/PATH (what takes its place),
// index (git's, as it was).
//
// The journal's lines: "add PRINT PATH", "replace PRINT PATH", "remove - PATH", where PRINT is the
// fingerprint of the new text; "head FROM TO"; "index - PATH".
struct Step {
  std::string kind;
  std::string print;
  std::string path;
};

[[noreturn]] void fail(const std::string& doing, const fs::path& file, const std::string& why) {
  throw RunnerError("cannot " + doing + " " + file.string() + ": " + why);
}

void check(const std::error_code& error, const std::string& doing, const fs::path& file) {
  if (error) fail(doing, file, error.message());
}

bool present(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(file, ignored));
}

fs::path folder_of(const fs::path& root) {
  return root / ".threadlings" / "update";
}

void make_parents(const fs::path& file) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  check(error, "make the folder", file.parent_path());
}

// A second name for the same file; a copy where there are no second names.
void keep(const fs::path& file, const fs::path& as) {
  make_parents(as);
  std::error_code error;
  fs::create_hard_link(file, as, error);
  if (!error) return;
  fs::copy_file(file, as, error);
  check(error, "copy", file);
}

// Into a folder that is ours alone; flushed with all the others.
void write_plainly(const fs::path& file, const std::string& text) {
  make_parents(file);
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) fail("write", file, std::strerror(errno));
}

void move(const fs::path& from, const fs::path& to) {
  make_parents(to);
  std::error_code error;
  fs::rename(from, to, error);
  check(error, "write", to);
}

void remove_file(const fs::path& file) {
  std::error_code error;
  fs::remove(file, error);
  check(error, "remove", file);
}

// Folders that became empty go, too, up to the root.
void prune(const fs::path& root, fs::path folder) {
  std::error_code error;
  while (folder != root && fs::is_empty(folder, error) && !error) {
    fs::remove(folder, error);
    folder = folder.parent_path();
  }
}

// All that was written so far is on the disk. One call for the whole file system.
void flush(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor == -1) fail("read", folder, std::strerror(errno));
  const int result = ::syncfs(descriptor);
  const int error = errno;
  ::close(descriptor);
  if (result != 0) fail("write to", folder, std::strerror(error));
}

Ended git(const fs::path& root, std::vector<std::string> arguments) {
  Command command;
  command.argv = {"git", "-C", root.string()};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  return run_process(command);
}

void move_head(const fs::path& root, const std::string& from, const std::string& to) {
  const auto ended = git(root, {"update-ref", "-m", "threadlings update", "HEAD", to, from});
  if (!ended.ok()) throw RunnerError("git could not move HEAD: " + ended.err);
}

std::vector<Step> read_journal(const fs::path& root) {
  std::vector<Step> steps;
  for (const auto& line : split_lines(read_text(folder_of(root) / "journal"))) {
    const auto first = line.find(' ');
    const auto second = first == std::string::npos ? first : line.find(' ', first + 1);
    if (second == std::string::npos) continue;
    steps.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                     line.substr(second + 1)});
  }
  return steps;
}

class Application {
 public:
  Application(const fs::path& root, const std::vector<FileChange>& changes,
              const std::optional<HeadMove>& head)
      : root_(root), folder_(folder_of(root)), changes_(changes), head_(head) {}

  void prepare() {
    for (const auto& change : changes_) prepare_file(change);
    if (head_) {
      keep(head_->index, folder_ / "index");
      std::error_code error;
      fs::copy_file(head_->new_index, folder_ / "new_index", error);
      check(error, "write", folder_ / "new_index");
      journal_ += "index - " + head_->index.string() + "\n";
      journal_ += "head " + head_->from + " " + head_->to + "\n";
    }
    flush(folder_);
    write_atomically(folder_ / "journal", journal_);
  }

  void perform() {
    for (const auto& change : changes_) {
      if (change.text) {
        move(folder_ / "new" / change.path, root_ / change.path);
      } else {
        remove_file(root_ / change.path);
        prune(root_, (root_ / change.path).parent_path());
      }
    }
    if (head_) {
      move(folder_ / "new_index", head_->index);
      move_head(root_, head_->from, head_->to);
    }
    flush(root_);
  }

 private:
  void prepare_file(const FileChange& change) {
    const auto target = root_ / change.path;
    const bool there = present(target);
    if (there) keep(target, folder_ / "before" / change.path);
    if (!change.text) {
      if (there) journal_ += "remove - " + change.path + "\n";
      return;
    }
    const auto fresh = folder_ / "new" / change.path;
    write_plainly(fresh, *change.text);
    if (change.executable && ::chmod(fresh.c_str(), 0755) != 0) {
      fail("write", fresh, std::strerror(errno));
    }
    journal_ +=
        (there ? "replace " : "add ") + fingerprint(*change.text) + " " + change.path + "\n";
  }

  fs::path root_;
  fs::path folder_;
  const std::vector<FileChange>& changes_;
  const std::optional<HeadMove>& head_;
  std::string journal_;
};

void tidy(const fs::path& root) {
  const auto folder = folder_of(root);
  if (present(folder / "journal")) remove_file(folder / "journal");  // from here on it is done
  std::error_code error;
  fs::remove_all(folder, error);
}

// A file that is neither what the update wrote nor what was there before is somebody's work.
void keep_foreign_work(const fs::path& root, const Step& step, const fs::path& before) {
  const auto file = root / step.path;
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return;
  const auto text = read_text(file);
  if (fingerprint(text) == step.print) return;
  if (present(before) && read_text(before) == text) return;
  write_new(unused_name(root / ".threadlings/backups/interrupted_update" / step.path), text);
}

void undo_step(const fs::path& root, const Step& step) {
  const auto folder = folder_of(root);
  if (step.kind == "head") {
    const auto now = git(root, {"rev-parse", "HEAD"});
    if (now.ok() && now.out.starts_with(step.path)) move_head(root, step.path, step.print);
    return;
  }
  if (step.kind == "index") {
    if (present(folder / "index")) move(folder / "index", step.path);
    return;
  }
  const auto before = folder / "before" / step.path;
  keep_foreign_work(root, step, before);
  if (step.kind == "add") {
    remove_file(root / step.path);
    prune(root, (root / step.path).parent_path());
  } else if (present(before)) {
    // rename(2) does nothing where both are names of the same file, so the second one goes by hand.
    move(before, root / step.path);
    remove_file(before);
  }
}

void undo(const fs::path& root) {
  auto steps = read_journal(root);
  std::reverse(steps.begin(), steps.end());
  for (const auto& step : steps) undo_step(root, step);
  flush(root);
  tidy(root);
}

}  // namespace

fs::path update_lock_file(const fs::path& root) {
  return root / ".threadlings" / "update.lock";
}

void apply_changes(const fs::path& root, const std::vector<FileChange>& changes,
                   const std::optional<HeadMove>& head) {
  tidy(root);
  Application application(root, changes, head);
  try {
    application.prepare();
  } catch (const RunnerError& error) {
    tidy(root);
    throw RunnerError(std::string(error.what()) + "; nothing was changed");
  }
  try {
    application.perform();
  } catch (const RunnerError& error) {
    undo(root);
    throw RunnerError(std::string(error.what()) + "; everything was put back as it was");
  }
  tidy(root);
}

std::optional<std::string> undo_interrupted_update(const fs::path& root) {
  if (!present(folder_of(root))) return std::nullopt;
  const FileLock lock(update_lock_file(root));
  if (!present(folder_of(root))) return std::nullopt;  // somebody else did it
  if (!present(folder_of(root) / "journal")) {
    tidy(root);
    return std::nullopt;
  }
  undo(root);
  return "An update was interrupted; everything is as it was before it. To try again: "
         "./threadlings update";
}

}  // namespace threadlings::runner
