// What the files of a lesson must be, rule by rule (see CONTRIBUTING.md).
//
// Thread safety:  rules only read files; apply them at the same time.
// Errors:         a rule may throw RunnerError for a file that cannot be read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "threadlings/judge/lesson.hpp"

namespace threadlings::runner {

struct Findings {
  std::vector<std::string> problems;  // each a sentence that names the file
  std::vector<std::string> notes;
};

struct LessonRule {
  std::string name;
  std::function<Findings(const Lesson&)> check;
};

// With `pristine`, a lesson folder that differs from the stub is a problem, else a note.
std::vector<LessonRule> lesson_rules(bool pristine);

// The rules themselves, for the tests.
Findings check_front_matter(const Lesson& lesson);
Findings check_headings(const Lesson& lesson);
Findings check_hints(const Lesson& lesson);
Findings check_chapter(const Lesson& lesson);
Findings check_quotes(const Lesson& lesson);
Findings check_links(const Lesson& lesson);
Findings check_wrong_answers(const Lesson& lesson);
Findings check_same_files(const Lesson& lesson);
Findings check_program(const Lesson& lesson);
Findings check_author_marks(const Lesson& lesson);
Findings check_gate(const Lesson& lesson);
Findings check_untouched(const Lesson& lesson, bool pristine);

}  // namespace threadlings::runner
