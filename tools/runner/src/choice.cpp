#include "choice.hpp"

#include <algorithm>

#include "errors.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

// A lesson whose folder or README was deleted is not found any more. Its tests still are: say how
// to get it back rather than that it never was.
std::optional<std::string> damaged_lesson(const fs::path& root, const std::string& name) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(root / "tests", error)) {
    const Lesson lesson{root, entry.path().filename().string()};
    const bool meant = lesson.key == name || lesson.number() == name || lesson.slug() == name;
    if (meant && !fs::exists(lesson.folder() / "README.md")) return lesson.key;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Lesson> all_lessons(const Context& context) {
  auto lessons = find_lessons(context.root);
  if (!lessons.empty()) return lessons;
  throw RunnerError("there are no lessons in " + (context.root / "lessons").string() +
                    "; get them back with: git checkout -- lessons");
}

Lesson named_lesson(const Context& context, const std::string& name) {
  all_lessons(context);  // a project without lessons is no mistake in the name
  try {
    return find_lesson(context.root, name);
  } catch (const LessonError& error) {
    if (const auto key = damaged_lesson(context.root, name)) {
      throw RunnerError("lessons/" + *key + " has lost its README.md; get the lesson back with: " +
                        "git checkout -- lessons/" + *key);
    }
    throw UsageError(error.what());
  }
}

std::vector<Lesson> named_lessons(const Context& context, const std::vector<std::string>& names) {
  if (names.empty()) return all_lessons(context);
  std::vector<Lesson> lessons;
  for (const auto& name : names) {
    const auto lesson = named_lesson(context, name);
    const bool known = std::any_of(lessons.begin(), lessons.end(),
                                   [&](const Lesson& other) { return other.key == lesson.key; });
    if (!known) lessons.push_back(lesson);
  }
  return lessons;
}

std::optional<Lesson> next_unfinished(const std::vector<Lesson>& lessons,
                                      const Progress& progress) {
  const auto found = std::find_if(lessons.begin(), lessons.end(), [&](const Lesson& lesson) {
    return !progress.of(lesson.key).done();
  });
  return found == lessons.end() ? std::nullopt : std::optional(*found);
}

Lesson named_or_next(const Context& context, const Progress& progress, const std::string& name) {
  if (!name.empty()) return named_lesson(context, name);
  const auto lessons = all_lessons(context);
  return next_unfinished(lessons, progress).value_or(lessons.back());
}

std::string heading_of(const Lesson& lesson) {
  const auto matter = front_matter(lesson);
  const auto title = matter.find("title");
  return lesson.number() + " · " + (title == matter.end() ? lesson.slug() : title->second);
}

}  // namespace threadlings::runner
