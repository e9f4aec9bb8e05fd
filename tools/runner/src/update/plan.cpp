#include "update/plan.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>

#include "diff.hpp"
#include "files.hpp"
#include "renamed.hpp"
#include "threadlings/judge/lesson.hpp"
#include "update/merge.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using Text = std::optional<std::string>;
using Paths = std::set<std::string>;

bool is_executable(const fs::path& file) {
  std::error_code ignored;
  const auto bits = fs::status(file, ignored).permissions();
  return (bits & fs::perms::owner_exec) != fs::perms::none;
}

Text text_at(const fs::path& root, const std::string& path) {
  std::error_code ignored;
  const auto file = root / path;
  if (root.empty() || path.empty() || !fs::is_regular_file(file, ignored)) return std::nullopt;
  return read_text(file);
}

// "lessons/04_lost_update/hit_counter.hpp" -> room "lessons", key, name; others have no key.
struct Place {
  std::string room, key, name;

  bool in_lesson() const { return room == "lessons" && !key.empty(); }
};

Place place_of(const std::string& path) {
  const auto first = path.find('/');
  if (first == std::string::npos) return {};
  const auto second = path.find('/', first + 1);
  if (second == std::string::npos) return {path.substr(0, first), {}, path.substr(first + 1)};
  return {path.substr(0, first), path.substr(first + 1, second - first - 1),
          path.substr(second + 1)};
}

bool has_lesson(const fs::path& root, const std::string& key) {
  std::error_code ignored;
  return fs::exists(root / "lessons" / key / "README.md", ignored);
}

// The lines of a diff that say something, with the word of each side in front.
std::vector<std::string> changed_lines(const std::string& before, const std::string& after) {
  constexpr std::size_t kMost = 40;
  std::vector<std::string> lines;
  for (const auto& line : diff_lines(split_lines(before), split_lines(after))) {
    if (line.side == DiffLine::Side::left) lines.push_back("- " + line.text);
    if (line.side == DiffLine::Side::right) lines.push_back("+ " + line.text);
  }
  if (lines.size() > kMost) {
    const auto more = lines.size() - kMost;
    lines.resize(kMost);
    lines.push_back(fmt::format("... and {} lines more", more));
  }
  return lines;
}

class Planner {
 public:
  Planner(const Trees& trees, const PlanRules& rules, const std::string& now)
      : trees_(trees),
        rules_(rules),
        now_(now),
        renamed_(renamed_lessons(trees.ours, trees.theirs)) {
    for (const auto& [old_key, new_key] : renamed_) former_[new_key] = old_key;
  }

  Plan run() {
    for (const auto& path : all_paths()) {
      if (!renamed_.contains(place_of(path).key) || !place_of(path).in_lesson()) decide(path);
    }
    for (const auto& [old_key, new_key] : renamed_) leave(old_key, new_key);
    note_lessons();
    return std::move(plan_);
  }

 private:
  // ---------------------------------------------------------------- what there is

  Paths all_paths() const {
    Paths paths;
    const auto add = [&](const std::vector<std::string>& more) {
      paths.insert(more.begin(), more.end());
    };
    add(project_files(trees_.theirs));
    if (!trees_.base.empty()) add(project_files(trees_.base));
    for (const auto& [path, print] : trees_.release) paths.insert(path);
    if (nothing_known()) {
      for (const auto& path : project_files(trees_.ours)) {
        if (belongs_to_renamed(path)) paths.insert(path);
      }
    }
    return paths;
  }

  // tests/KEY/..., solutions/KEY/..., book/KEY.md, bench/KEY.cpp of a lesson that has another name
  // now. Without a base nothing else says that they are to go.
  bool belongs_to_renamed(const std::string& path) const {
    const auto place = place_of(path);
    return renamed_.contains(place.key.empty() ? fs::path(place.name).stem().string() : place.key);
  }

  // Where a file of the new tree is in the old ones: a lesson may have had another name.
  std::string old_path(const std::string& path) const {
    const auto place = place_of(path);
    const auto former = former_.find(place.key);
    if (!place.in_lesson() || former == former_.end()) return path;
    return "lessons/" + former->second + "/" + place.name;
  }

  bool is_answer(const std::string& path) const {
    const auto place = place_of(path);
    if (!place.in_lesson()) return false;
    std::error_code ignored;
    return fs::exists(trees_.theirs / "solutions" / place.key / place.name, ignored) ||
           fs::exists(trees_.ours / "solutions" / place.key / place.name, ignored);
  }

  Text base_text(const std::string& path) const {
    const auto old = old_path(path);
    if (!trees_.base.empty()) return text_at(trees_.base, old);
    const auto place = place_of(old);
    return place.in_lesson() ? text_at(trees_.ours, "tests/" + place.key + "/stub/" + place.name)
                             : std::nullopt;
  }

  // A release in a folder may have been worked in: then its stubs are what is new.
  Text their_text(const std::string& path) const {
    const auto place = place_of(path);
    if (rules_.answers_from_stubs && is_answer(path)) {
      const auto stub = text_at(trees_.theirs, "tests/" + place.key + "/stub/" + place.name);
      if (stub) return stub;
    }
    return text_at(trees_.theirs, path);
  }

  bool as_released(const std::string& path, const std::string& text) const {
    const auto found = trees_.release.find(path);
    return found != trees_.release.end() && found->second == fingerprint(text);
  }

  bool nothing_known() const { return trees_.base.empty() && trees_.release.empty(); }

  // ---------------------------------------------------------------- what becomes of it

  void decide(const std::string& path) {
    const auto place = old_path(path);
    const Text ours = text_at(trees_.ours, place);
    const Text theirs = their_text(path);
    const Text base = base_text(path);
    if (place != path && ours && ours == theirs) return take(path, theirs);
    if (ours == theirs && (!ours || same_mode(path))) return;
    if (!ours) return decide_absent(path, theirs, base);
    if (ours == base || ours == theirs) return take(path, theirs);
    const bool in_lesson = place_of(path).in_lesson();
    if (as_released(place, *ours) && !(in_lesson && is_answer(path))) {
      return take(path, theirs);
    }
    if (in_lesson) return decide_edited(path, *ours, theirs, base);
    decide_outside(path, *ours, theirs, base);
  }

  bool same_mode(const std::string& path) const {
    return is_executable(trees_.ours / path) == is_executable(trees_.theirs / path);
  }

  // The learner has no such file: it is new, or was deleted here.
  void decide_absent(const std::string& path, const Text& theirs, const Text& base) {
    const bool deleted = !trees_.base.empty() && base;
    const bool in_lesson = place_of(path).in_lesson();
    if (deleted && base == theirs && (in_lesson || rules_.merge_outside)) return;
    if (deleted && !in_lesson && !rules_.replace_outside) {
      if (theirs || !rules_.merge_outside) plan_.blocked.push_back(path + " (deleted)");
      return;
    }
    take(path, theirs);
  }

  void take(const std::string& path, const Text& theirs) {
    plan_.changes.push_back({path, theirs, theirs && is_executable(trees_.theirs / path)});
  }

  // A file in lessons/ that is not as it came.
  void decide_edited(const std::string& path, const std::string& ours, const Text& theirs,
                     const Text& base) {
    if (!theirs) {
      note(Note::Kind::removed, path,
           "is not part of the lesson any more; yours: " + back_up(path, ours));
      return take(path, theirs);
    }
    if (base == theirs) {
      ++plan_.kept;
      if (old_path(path) != path) take_ours(path, ours);
      return;
    }
    if (base) {
      if (const auto merged = merge_texts(*base, ours, *theirs)) {
        note(Note::Kind::merged, path,
             "your changes and the new ones; yours as it was: " + back_up(path, ours));
        plan_.changes.push_back({path, merged, is_executable(trees_.theirs / path)});
        return;
      }
    }
    if (is_answer(path)) return keep_answer(path, ours, *theirs, base);
    if (nothing_known()) {  // most likely only older, not edited
      back_up(path, ours);
      return take(path, theirs);
    }
    give_way(path, ours, *theirs);
  }

  void take_ours(const std::string& path, const std::string& ours) {
    plan_.changes.push_back({path, ours, is_executable(trees_.ours / old_path(path))});
  }

  // The learner's answer stays, the new stub lies beside it.
  void keep_answer(const std::string& path, const std::string& ours, const std::string& theirs,
                   const Text& base) {
    if (old_path(path) != path) take_ours(path, ours);
    const auto beside = put_beside(path, ".new", theirs);
    std::vector<std::string> more;
    if (base) {
      more.emplace_back("What changed in the stub:");
      for (const auto& line : changed_lines(*base, theirs)) more.push_back("  " + line);
    }
    more.push_back("Take over into yours what you want of it, then: rm " + beside);
    note(Note::Kind::conflict, path,
         "yours stays; its stub changed where you changed it, and is beside it: " + beside,
         std::move(more));
  }

  // What the checks need as it is now (headers, main.cpp, README): the new one takes the place.
  void give_way(const std::string& path, const std::string& ours, const std::string& theirs) {
    const auto beside = put_beside(path, ".yours", ours);
    note(Note::Kind::conflict, path, "the new one took its place; yours is beside it: " + beside,
         {"Take over what you want of yours, then: rm " + beside});
    take(path, theirs);
  }

  void decide_outside(const std::string& path, const std::string& ours, const Text& theirs,
                      const Text& base) {
    if (nothing_known() || rules_.replace_outside) {
      back_up(path, ours);
      return take(path, theirs);
    }
    if (rules_.merge_outside) {
      if (base == theirs) return;
      if (base && theirs) {
        if (const auto merged = merge_texts(*base, ours, *theirs)) {
          plan_.changes.push_back({path, merged, is_executable(trees_.theirs / path)});
          return;
        }
      }
    }
    plan_.blocked.push_back(path);
  }

  // What is left of a lesson that has another name now. The learner's own files go along.
  void leave(const std::string& old_key, const std::string& new_key) {
    const auto old_folder = trees_.ours / "lessons" / old_key;
    for (const auto& entry : fs::recursive_directory_iterator(old_folder)) {
      if (!entry.is_regular_file() || entry.is_symlink()) continue;
      const auto name = entry.path().lexically_relative(old_folder).string();
      const auto path = "lessons/" + old_key + "/" + name;
      const auto fresh = "lessons/" + new_key + "/" + name;
      plan_.changes.push_back({path, std::nullopt, false});
      if (text_at(trees_.theirs, fresh)) continue;  // it was merged already
      const auto text = read_text(entry.path());
      const bool known = text == base_text(fresh) || as_released(path, text);
      if (known) continue;
      if (is_code(name)) {
        note(Note::Kind::moved, path,
             "has no place in the lesson now; it is kept: " + back_up(fresh, text));
      } else {
        plan_.extras.push_back({fresh, text, is_executable(entry.path())});
      }
    }
  }

  static bool is_code(const std::string& name) {
    const auto ending = fs::path(name).extension();
    return ending == ".cpp" || ending == ".hpp" || ending == ".c" || ending == ".h";
  }

  // ---------------------------------------------------------------- what is kept, and said

  // Returns where the copy is.
  std::string back_up(const std::string& path, const std::string& text) {
    const auto place = place_of(path);
    const auto wanted =
        place.in_lesson()
            ? fmt::format(".threadlings/backups/{}/{}/{}", place.key, now_, place.name)
            : fmt::format(".threadlings/backups/update/{}/{}", now_, path);
    return extra(wanted, text);
  }

  std::string put_beside(const std::string& path, const std::string& ending,
                         const std::string& text) {
    if (text_at(trees_.ours, path + ending) == text) return path + ending;
    return extra(path + ending, text);
  }

  std::string extra(const std::string& wanted, const std::string& text) {
    std::string path = wanted;
    std::error_code ignored;
    for (int i = 2; fs::exists(trees_.ours / path, ignored) || taken_.contains(path); ++i) {
      path = fmt::format("{}-{}", wanted, i);
    }
    taken_.insert(path);
    plan_.extras.push_back({path, text, false});
    return path;
  }

  void note(Note::Kind kind, const std::string& subject, const std::string& text,
            std::vector<std::string> more = {}) {
    plan_.notes.push_back({kind, subject, text, std::move(more)});
  }

  void note_lessons() {
    Paths checked;
    for (const auto& change : plan_.changes) {
      const auto place = place_of(change.path);
      const bool test = place.room == "tests" && !place.name.starts_with("wrong/") &&
                        !place.name.starts_with("stub/");
      if (test && has_lesson(trees_.ours, place.key)) checked.insert(place.key);
    }
    std::vector<Note> lessons;
    for (const auto& lesson : find_lessons(trees_.theirs)) {
      if (has_lesson(trees_.ours, lesson.key)) continue;
      const auto former = former_.find(lesson.key);
      if (former == former_.end()) {
        lessons.push_back({Note::Kind::fresh, lesson.key, "", {}});
      } else {
        lessons.push_back({Note::Kind::renamed,
                           former->second,
                           "is " + lesson.key + " now; your files and your progress go along",
                           {}});
      }
    }
    for (const auto& lesson : find_lessons(trees_.ours)) {
      if (has_lesson(trees_.theirs, lesson.key) || renamed_.contains(lesson.key)) continue;
      const bool goes =
          std::any_of(plan_.changes.begin(), plan_.changes.end(), [&](const FileChange& change) {
            return !change.text && change.path == "lessons/" + lesson.key + "/README.md";
          });
      if (goes) lessons.push_back({Note::Kind::removed, lesson.key, "is no more", {}});
    }
    for (const auto& lesson : lessons) checked.erase(lesson.subject);
    plan_.new_checks.assign(checked.begin(), checked.end());
    plan_.notes.insert(plan_.notes.begin(), lessons.begin(), lessons.end());
  }

  const Trees& trees_;
  const PlanRules rules_;
  const std::string now_;
  const std::map<std::string, std::string> renamed_;  // old key -> new key
  std::map<std::string, std::string> former_;         // new key -> old key
  Paths taken_;
  Plan plan_;
};

}  // namespace

std::map<std::string, std::string> renamed_lessons(const fs::path& ours, const fs::path& theirs) {
  std::map<std::string, std::string> renamed;
  for (const auto& lesson : find_lessons(theirs)) {
    if (has_lesson(ours, lesson.key)) continue;
    for (const auto& old_key : former_keys(front_matter(lesson)["was"])) {
      if (!has_lesson(ours, old_key) || has_lesson(theirs, old_key)) continue;
      renamed[old_key] = lesson.key;
      break;
    }
  }
  return renamed;
}

Plan plan_update(const Trees& trees, const PlanRules& rules, const std::string& now) {
  return Planner(trees, rules, now).run();
}

}  // namespace threadlings::runner
