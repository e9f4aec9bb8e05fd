#include "put_back.hpp"

#include "errors.hpp"
#include "files.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

fs::path backup_folder(const Lesson& lesson) {
  return unused_name(lesson.root / ".threadlings" / "backups" / lesson.key / utc_time());
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

// A pipe or a folder in the place of a file is moved: it cannot be read, or not be replaced.
void keep(const fs::path& file, const fs::path& to) {
  if (fs::is_regular_file(file)) return write_new(to, read_text(file));  // whole, or not at all
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (!error) fs::rename(file, to, error);
  if (error) {
    throw RunnerError("cannot keep " + file.string() + " as " + to.string() + ": " +
                      error.message() + "; nothing was put back");
  }
}

// Keeps what is about to be replaced. Returns whether there was anything.
bool keep_backup(const Lesson& lesson, const std::vector<std::string>& names, const fs::path& to) {
  bool kept = false;
  for (const auto& name : names) {
    if (!fs::exists(fs::symlink_status(lesson.folder() / name))) continue;
    keep(lesson.folder() / name, to / name);
    kept = true;
  }
  return kept;
}

}  // namespace

PutBack put_back(const Lesson& lesson) {
  const auto names = stub_files(lesson);
  const auto backup = backup_folder(lesson);
  const bool kept = keep_backup(lesson, names, backup);
  for (const auto& name : names) {
    write_atomically(lesson.folder() / name, read_text(lesson.stub() / name));
  }
  return {names, kept ? backup : fs::path()};
}

}  // namespace threadlings::runner
