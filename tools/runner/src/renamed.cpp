#include "renamed.hpp"

#include <sstream>

#include "errors.hpp"
#include "files.hpp"
#include "threadlings/judge/lesson.hpp"
#include "update/release.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

bool present(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(file, ignored));
}

void move(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::rename(from, to);
}

class Follower {
 public:
  Follower(const Lesson& lesson, const std::string& old_key, Progress& progress)
      : lesson_(lesson), old_key_(old_key), progress_(progress) {}

  void run() {
    if (progress_.record_rename(old_key_, lesson_.key)) moved_.emplace_back("your progress");
    move_backups();
    move_files();
  }

  std::string line() const {
    if (moved_.empty()) return {};
    std::string what;
    for (const auto& one : moved_) what += (what.empty() ? "" : ", ") + one;
    return "Lesson " + old_key_ + " is " + lesson_.key + " now; what went along: " + what + ".";
  }

 private:
  fs::path backups(const std::string& key) const {
    return lesson_.root / ".threadlings" / "backups" / key;
  }

  void move_backups() {
    if (!present(backups(old_key_))) return;
    for (const auto& name : names_in(backups(old_key_))) {
      move(backups(old_key_) / name, unused_name(backups(lesson_.key) / name));
    }
    fs::remove(backups(old_key_));
    moved_.emplace_back("your backups");
  }

  // A folder that is no lesson any more, but still holds what git or tar knew nothing of.
  void move_files() {
    const auto old_folder = lesson_.root / "lessons" / old_key_;
    if (!present(old_folder) || present(old_folder / "README.md")) return;
    const auto kept = unused_name(backups(lesson_.key) / utc_time());
    for (const auto& name : names_in(old_folder)) {
      const auto target = may_take_place_of(name) ? lesson_.folder() / name : kept / name;
      move(old_folder / name, target);
      moved_.push_back(shown_path(target, lesson_.root));
    }
    fs::remove(old_folder);
  }

  // Only an untouched stub gives way to the learner's file; and nothing that is not code is in the
  // way of anybody.
  bool may_take_place_of(const std::string& name) const {
    const auto file = lesson_.folder() / name;
    if (!present(file)) {
      const auto ending = fs::path(name).extension();
      return ending != ".cpp" && ending != ".hpp" && ending != ".c" && ending != ".h";
    }
    const auto stub = lesson_.stub() / name;
    return present(stub) && read_text(file) == read_text(stub);
  }

  static std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  const Lesson& lesson_;
  const std::string old_key_;
  Progress& progress_;
  std::vector<std::string> moved_;
};

}  // namespace

std::vector<std::string> former_keys(const std::string& was) {
  std::vector<std::string> keys;
  std::istringstream stream(was);
  for (std::string key; std::getline(stream, key, ',');) {
    const auto begin = key.find_first_not_of(" \t\r");
    if (begin == std::string::npos) continue;
    key = key.substr(begin, key.find_last_not_of(" \t\r") - begin + 1);
    if (key.find('/') == std::string::npos) keys.push_back(key);
  }
  return keys;
}

std::vector<std::string> follow_renamed_lessons(const fs::path& root, Progress& progress) {
  std::vector<std::string> lines;
  std::error_code ignored;
  if (!fs::is_directory(root / "lessons", ignored)) return lines;
  for (const auto& lesson : find_lessons(root)) {
    for (const auto& old_key : former_keys(front_matter(lesson)["was"])) {
      if (present(root / "lessons" / old_key / "README.md")) continue;  // it is still there
      Follower follower(lesson, old_key, progress);
      try {
        follower.run();
      } catch (const std::exception& error) {
        lines.push_back("Lesson " + old_key + " is " + lesson.key +
                        " now, but not all of yours could go along: " + error.what());
      }
      if (const auto line = follower.line(); !line.empty()) lines.push_back(line);
    }
  }
  return lines;
}

std::vector<std::string> begin_progress(const fs::path& root, Progress& progress) {
  progress.load();
  if (!progress.begun()) note_release_at_first_start(root);
  auto lines = follow_renamed_lessons(root, progress);
  for (auto& notice : progress.take_notices()) lines.push_back(std::move(notice));
  return lines;
}

}  // namespace threadlings::runner
