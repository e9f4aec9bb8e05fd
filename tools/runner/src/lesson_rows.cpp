#include "lesson_rows.hpp"

#include "choice.hpp"

namespace threadlings::runner {
namespace {

LessonRow row_of(const Lesson& lesson, const LessonProgress& progress) {
  auto matter = front_matter(lesson);
  return {lesson.key,        heading_of(lesson), matter["part"],     matter["minutes"],
          matter["concept"], progress.done(),    progress.open_again};
}

}  // namespace

std::vector<LessonRow> rows_of(const std::vector<Lesson>& lessons, const Progress& progress) {
  std::vector<LessonRow> rows;
  for (const auto& lesson : lessons) rows.push_back(row_of(lesson, progress.of(lesson.key)));
  return rows;
}

}  // namespace threadlings::runner
