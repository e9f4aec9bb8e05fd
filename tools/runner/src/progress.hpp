// What the learner has done so far, in .threadlings/progress.json.
//
// Purpose:        survives updates of the lessons (keyed by lesson name), crashes of the runner
//                 (replaced whole), and two runners at once (lock, read again, write).
// Thread safety:  one object per thread; different processes may share the file.
// Guarantees:     a file that cannot be understood is put aside, never overwritten; `notices` says
//                 so. Fields that this version does not know are kept. A file of a newer version is
//                 read as far as it is understood and left alone: what is recorded then stands in
//                 progress-v1.json beside it, and is taken into the other one by whoever
//                 understands both.
// Errors:         `load` throws nothing; the recording functions throw RunnerError when the disk is
//                 full or read-only. Nothing is changed then.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace threadlings::runner {

struct LessonProgress {
  std::string passed;           // UTC time of the first pass; empty if there was none
  bool open_again = false;      // reset after a pass: to be done once more
  int hints = 0;                // how many were shown
  std::string prediction = {};  // what the learner answered before the first run

  bool ever_passed() const { return !passed.empty(); }
  bool done() const { return ever_passed() && !open_again; }
};

class Progress {
 public:
  // `root` is the project's; nothing is read yet.
  explicit Progress(const std::filesystem::path& root);

  // Reads the file. Without one, everything is empty.
  void load();

  // False until something was recorded: this is the first use.
  bool begun() const { return begun_; }
  LessonProgress of(const std::string& key) const;

  void record_begin();
  void record_pass(const std::string& key);
  void record_hints(const std::string& key, int shown);
  void record_prediction(const std::string& key, const std::string& text);
  void record_reset(const std::string& key);

  // The lesson has another name now. Returns whether there was anything to carry over.
  bool record_rename(const std::string& old_key, const std::string& new_key);

  // Lines about damage that was met, oldest first; each is given once.
  std::vector<std::string> take_notices();

 private:
  bool read();
  template <typename Change>
  void update(const Change& change);

  std::filesystem::path file_;
  std::filesystem::path beside_newer_;  // what we record while `file_` is of a newer version
  bool begun_ = false;
  std::map<std::string, LessonProgress> lessons_;
  std::vector<std::string> notices_;
};

}  // namespace threadlings::runner
