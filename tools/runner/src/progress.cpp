#include "progress.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "errors.hpp"
#include "files.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Lessons = std::map<std::string, LessonProgress>;

constexpr int kVersion = 1;

struct Damaged : std::runtime_error {
  using std::runtime_error::runtime_error;
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
  if (version > kVersion) {
    throw Damaged("it was written by a newer Threadlings (version " + std::to_string(version) +
                  ")");
  }
  if (version < 1) throw Damaged("its version is " + std::to_string(version));
}

// The whole document, known to be well formed. Throws Damaged with the reason.
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

bool present(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(file, ignored));
}

fs::path lock_file(const fs::path& file) {
  return file.parent_path() / "lock";
}

fs::path name_aside(const fs::path& file) {
  const std::string base = file.string() + ".broken-" + utc_time();
  fs::path name = base;
  for (int i = 2; present(name); ++i) name = base + "-" + std::to_string(i);
  return name;
}

void write_document(const fs::path& file, const json& document) {
  write_atomically(file, document.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

}  // namespace

Progress::Progress(const fs::path& root) : file_(root / ".threadlings" / "progress.json") {}

void Progress::load() {
  begun_ = present(file_);
  lessons_.clear();
  if (!begun_) return;
  try {
    lessons_ = lessons_from(parse_document(read_text(file_)));
  } catch (const Damaged&) {
    // Another runner may just have mended it: look again, and put it aside, under the lock.
    try {
      update([](json&) {});
    } catch (const RunnerError& error) {
      notices_.push_back(error.what());
    }
  } catch (const RunnerError& error) {
    notices_.push_back(std::string("your progress is not known: ") + error.what());
  }
}

LessonProgress Progress::of(const std::string& key) const {
  const auto found = lessons_.find(key);
  return found == lessons_.end() ? LessonProgress{} : found->second;
}

// Moves the file out of the way. The caller holds the lock.
std::string Progress::put_aside(const std::string& why) {
  const auto aside = name_aside(file_);
  std::error_code error;
  fs::rename(file_, aside, error);
  if (error) {
    throw RunnerError("the progress file " + file_.string() + " cannot be used (" + why +
                      ") and cannot be moved: " + error.message());
  }
  return "Your progress file could not be used: " + why + ". It is kept as " + aside.string() +
         "; a new one was begun.";
}

// Reads the newest state, changes it, writes it; all under the lock, so that no other runner's
// change is lost.
template <typename Change>
void Progress::update(const Change& change) {
  const FileLock lock(lock_file(file_));
  json document = empty_document();
  if (present(file_)) {
    try {
      document = parse_document(read_text(file_));
    } catch (const Damaged& damage) {
      notices_.push_back(put_aside(damage.what()));
    }
  }
  change(document);
  write_document(file_, document);
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

std::vector<std::string> Progress::take_notices() {
  return std::exchange(notices_, {});
}

}  // namespace threadlings::runner
