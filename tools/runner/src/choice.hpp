// Which lesson is meant.
//
// Errors: UsageError for a name that means none; LessonError for a project without lessons.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.hpp"
#include "progress.hpp"
#include "threadlings/judge/lesson.hpp"

namespace threadlings::runner {

// All lessons; throws if there is none.
std::vector<Lesson> all_lessons(const Context& context);

Lesson named_lesson(const Context& context, const std::string& name);

// All lessons if `names` is empty.
std::vector<Lesson> named_lessons(const Context& context, const std::vector<std::string>& names);

// The first lesson that is not done; nothing if all are.
std::optional<Lesson> next_unfinished(const std::vector<Lesson>& lessons, const Progress& progress);

// The lesson called `name`, or the next unfinished one (else the last) if `name` is empty.
Lesson named_or_next(const Context& context, const Progress& progress, const std::string& name);

// "01 · The first race"
std::string heading_of(const Lesson& lesson);

}  // namespace threadlings::runner
