// What a list of lessons shows of each.
//
// Thread safety:  reads files of the lessons; the rows are values.
#pragma once

#include <string>
#include <vector>

#include "progress.hpp"
#include "threadlings/judge/lesson.hpp"

namespace threadlings::runner {

struct LessonRow {
  std::string key;
  std::string heading;  // "01 · The first race"
  std::string part;
  std::string minutes;  // empty if the lesson does not say
  std::string concept_name;
  bool done = false;
  bool again = false;  // reset after a pass

  std::string time() const { return minutes.empty() ? "" : minutes + " min"; }
};

std::vector<LessonRow> rows_of(const std::vector<Lesson>& lessons, const Progress& progress);

}  // namespace threadlings::runner
