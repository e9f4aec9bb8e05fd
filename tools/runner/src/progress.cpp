#include "progress.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "errors.hpp"
#include "files.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Lessons = std::map<std::string, LessonProgress>;
using Notices = std::vector<std::string>;

constexpr int kVersion = 1;

struct Damaged : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Not damaged: it is only that we are older than it.
struct Newer {
  int version;
  json document;
};

json empty_document() {
  return {{"version", kVersion}, {"lessons", json::object()}};
}

LessonProgress lesson_from(const json& entry) {
  LessonProgress lesson;
  lesson.passed = entry.value("passed", std::string());
  lesson.open_again = entry.value("open_again", false);
  lesson.hints = entry.value("hints", 0);
  lesson.prediction = entry.value("prediction", std::string());
  if (lesson.hints < 0) throw Damaged("a number of hints is negative");
  return lesson;
}

Lessons lessons_from(const json& document) {
  Lessons lessons;
  for (const auto& [key, entry] : document.at("lessons").items()) lessons[key] = lesson_from(entry);
  return lessons;
}

void check_version(const json& document) {
  const int version = document.at("version").get<int>();
  if (version > kVersion) throw Newer{version, document};
  if (version < 1) throw Damaged("its version is " + std::to_string(version));
}

// The whole document, known to be well formed. Throws Damaged with the reason, or Newer.
json parse_document(const std::string& text) {
  try {
    auto document = json::parse(text);
    check_version(document);
    if (!document.at("lessons").is_object()) throw Damaged("its lessons are no table");
    lessons_from(document);
    return document;
  } catch (const json::parse_error&) {
    throw Damaged(text.empty() ? "it is empty" : "it is not complete JSON");
  } catch (const json::exception&) {
    throw Damaged("a value has the wrong type or is missing");
  }
}

// What we understand of a newer document, as one of ours.
json understood(const json& newer) {
  auto document = empty_document();
  const auto lessons = newer.find("lessons");
  if (lessons == newer.end() || !lessons->is_object()) return document;
  for (const auto& [key, entry] : lessons->items()) {
    try {
      const auto lesson = lesson_from(entry);
      auto& ours = document["lessons"][key];
      if (!lesson.passed.empty()) ours["passed"] = lesson.passed;
      if (lesson.open_again) ours["open_again"] = true;
      ours["hints"] = lesson.hints;
    } catch (const std::exception&) {
      continue;  // that lesson's entry has another form now
    }
  }
  return document;
}

// Two records of one lesson: the first pass counts, and every hint that was seen.
void combine(json& into, const json& more) {
  const auto a = lesson_from(into.is_null() ? json::object() : into);
  const auto b = lesson_from(more);
  if (into.is_null()) {
    into = more;
    return;
  }
  if (!b.passed.empty() && (a.passed.empty() || b.passed < a.passed)) into["passed"] = b.passed;
  into["hints"] = std::max(a.hints, b.hints);
  if (b.open_again) into["open_again"] = true;
}

bool present(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(file, ignored));
}

fs::path lock_file(const fs::path& file) {
  return file.parent_path() / "lock";
}

void write_document(const fs::path& file, const json& document) {
  remove_drafts(file);
  write_atomically(file, document.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

// Moves the file out of the way. The caller holds the lock.
std::string put_aside(const fs::path& file, const std::string& why) {
  const auto aside = unused_name(file.string() + ".broken-" + utc_time());
  std::error_code error;
  fs::rename(file, aside, error);
  if (error) {
    throw RunnerError("the progress file " + file.string() + " cannot be used (" + why +
                      ") and cannot be moved: " + error.message());
  }
  return "Your progress file could not be used: " + why + ". It is kept as " + aside.string() +
         "; a new one was begun.";
}

// The document in `file`, or `otherwise` if there is none; a damaged one is put aside.
json document_in(const fs::path& file, json otherwise, Notices& notices) {
  if (!present(file)) return otherwise;
  try {
    return parse_document(read_text(file));
  } catch (const Damaged& damage) {
    notices.push_back(put_aside(file, damage.what()));
  }
  return otherwise;
}

// The same for a file that only this version writes, whatever it says of itself.
json own_document_in(const fs::path& file, const json& otherwise, Notices& notices) {
  try {
    return document_in(file, otherwise, notices);
  } catch (const Newer& newer) {
    notices.push_back(put_aside(file, "its version is " + std::to_string(newer.version)));
  }
  return otherwise;
}

// The progress file is of a newer version, so what this one has recorded stands in `file`.
json recorded_beside(const fs::path& file, const Newer& newer, Notices& notices) {
  const auto seen = understood(newer.document);
  if (present(file)) return own_document_in(file, seen, notices);
  notices.push_back("Your progress file was written by a newer Threadlings (version " +
                    std::to_string(newer.version) +
                    "). It is left as it is; what you do now is kept in " + file.string() +
                    ". To get the newer one: ./threadlings update");
  return seen;
}

}  // namespace

Progress::Progress(const fs::path& root)
    : file_(root / ".threadlings" / "progress.json"),
      beside_newer_(root / ".threadlings" / ("progress-v" + std::to_string(kVersion) + ".json")) {}

void Progress::load() {
  begun_ = present(file_);
  lessons_.clear();
  if (!begun_) return;
  try {
    if (!read()) update([](json&) {});
  } catch (const RunnerError& error) {
    notices_.push_back(error.what());
  }
}

// False if something is to be mended or taken over, which takes the lock: another runner may just
// have done it.
bool Progress::read() {
  std::string text;
  try {
    text = read_text(file_);
  } catch (const RunnerError& error) {
    throw RunnerError(std::string("your progress is not known: ") + error.what());
  }
  try {
    lessons_ = lessons_from(parse_document(text));
    return !present(beside_newer_);
  } catch (const Damaged&) {
    return false;
  } catch (const Newer& newer) {
    lessons_ = lessons_from(recorded_beside(beside_newer_, newer, notices_));
    return true;
  }
}

LessonProgress Progress::of(const std::string& key) const {
  const auto found = lessons_.find(key);
  return found == lessons_.end() ? LessonProgress{} : found->second;
}

// Reads the newest state, changes it, writes it; all under the lock, so that no other runner's
// change is lost.
template <typename Change>
void Progress::update(const Change& change) {
  const FileLock lock(lock_file(file_));
  auto target = file_;
  json document;
  bool beside = false;  // something was recorded beside a newer file, which is gone now
  try {
    document = document_in(file_, empty_document(), notices_);
    beside = present(beside_newer_);
    if (beside) {
      const auto more = own_document_in(beside_newer_, empty_document(), notices_);
      for (const auto& [key, entry] : more["lessons"].items()) {
        combine(document["lessons"][key], entry);
      }
    }
  } catch (const Newer& newer) {
    target = beside_newer_;
    document = own_document_in(beside_newer_, understood(newer.document), notices_);
  }
  change(document);
  write_document(target, document);
  if (beside) fs::remove(beside_newer_);
  begun_ = true;
  lessons_ = lessons_from(document);
}

void Progress::record_begin() {
  update([](json&) {});
}

void Progress::record_pass(const std::string& key) {
  update([&](json& document) {
    auto& entry = document["lessons"][key];
    if (lesson_from(entry.is_null() ? json::object() : entry).passed.empty()) {
      entry["passed"] = utc_time();
    }
    entry.erase("open_again");
  });
}

void Progress::record_hints(const std::string& key, int shown) {
  update([&](json& document) { document["lessons"][key]["hints"] = shown; });
}

void Progress::record_prediction(const std::string& key, const std::string& text) {
  update([&](json& document) { document["lessons"][key]["prediction"] = text; });
}

void Progress::record_reset(const std::string& key) {
  update([&](json& document) {
    auto& entry = document["lessons"][key];
    if (entry.contains("passed")) entry["open_again"] = true;
    entry["hints"] = 0;
  });
}

bool Progress::record_rename(const std::string& old_key, const std::string& new_key) {
  if (!lessons_.contains(old_key)) return false;
  bool moved = false;
  update([&](json& document) {
    auto& lessons = document["lessons"];
    if (!lessons.contains(old_key)) return;  // another runner was first
    combine(lessons[new_key], json(lessons[old_key]));
    lessons.erase(old_key);
    moved = true;
  });
  return moved;
}

std::vector<std::string> Progress::take_notices() {
  return std::exchange(notices_, {});
}

}  // namespace threadlings::runner
