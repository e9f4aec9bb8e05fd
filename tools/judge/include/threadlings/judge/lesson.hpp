// The lessons of a project tree, found by folder.
//
// Purpose:        the only place in C++ that knows which files make up a lesson (see
//                 CONTRIBUTING.md).
// Thread safety:  plain functions without state; call them from any thread.
// Errors:         throws `LessonError`, whose text says what is wrong and what to type next.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace threadlings {

struct LessonError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The checks there can be, in the order in which they are run and shown.
inline constexpr std::array<std::string_view, 5> kChecks = {"test", "tsan", "explore", "faults",
                                                            "bench"};

struct Lesson {
  std::filesystem::path root;  // of the project
  std::string key;             // "01_first_race": its name in every folder

  std::string number() const;  // "01"
  std::string slug() const;    // "first_race"

  std::filesystem::path folder() const;     // lessons/KEY, below the root like all that follow
  std::filesystem::path solution() const;   // solutions/KEY
  std::filesystem::path tests() const;      // tests/KEY
  std::filesystem::path stub() const;       // tests/KEY/stub
  std::filesystem::path benchmark() const;  // bench/KEY.cpp
  std::filesystem::path chapter() const;    // book/KEY.md

  // Names of the files that the learner edits: those of the solution. Sorted.
  std::vector<std::string> answer_files() const;

  // The subset of kChecks that this lesson has, in that order.
  std::vector<std::string> checks() const;

  // Folders of tests/KEY/wrong, by name.
  std::vector<std::string> wrong_answers() const;

  // True while every answer file in `answer` is byte for byte the stub.
  bool untouched(const std::filesystem::path& answer) const;
};

// All lessons below `root`, in order of their keys. Throws if there is no lessons folder.
std::vector<Lesson> find_lessons(const std::filesystem::path& root);

// The lesson that `name` means: its number ("1", "01"), key, slug, or a unique prefix of key or
// slug. Throws with the candidates if there is none or more than one.
Lesson find_lesson(const std::filesystem::path& root, std::string_view name);

// The front matter of a lesson's README: "title" -> "The first race". Empty if there is none.
std::map<std::string, std::string> front_matter(const Lesson& lesson);

// "CHECK (VERDICT)", as the first lines of stubs' tests and of wrong answers declare it.
struct Declared {
  std::string check;
  std::string verdict;
};

// What `// stub: CHECK (VERDICT)` in tests/KEY/behaviour.cpp says; nothing if the line is missing.
std::optional<Declared> declared_for_stub(const Lesson& lesson);

// What `// caught by: CHECK (VERDICT)` in the first file of the wrong answer `what` says.
std::optional<Declared> declared_for_wrong_answer(const Lesson& lesson, const std::string& what);

}  // namespace threadlings
