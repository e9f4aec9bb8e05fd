#include <fmt/core.h>

#include "commands/commands.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "scaffold.hpp"
#include "threadlings/judge/lesson.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

void require_free(const Context& context, const std::string& key) {
  const Lesson fresh{context.root, key};
  for (const auto& lesson : find_lessons(context.root)) {
    if (lesson.number() != fresh.number()) continue;
    throw UsageError("the number " + fresh.number() + " is taken by " + lesson.key +
                     "; choose another one");
  }
  for (const auto& [path, text] : skeleton(key)) {
    if (!fs::exists(fs::symlink_status(context.root / path))) continue;
    throw UsageError(path + " is there already; nothing was written");
  }
}

}  // namespace

int new_command(const Context& context, const std::string& key) {
  if (!is_lesson_key(key)) {
    throw UsageError("\"" + key +
                     "\" is no key: two or three digits, an underscore, then small "
                     "letters, digits and underscores, for example 55_my_lesson");
  }
  require_free(context, key);
  for (const auto& [path, text] : skeleton(key)) {
    write_new(context.root / path, text);
    fmt::print("  {}\n", path);
  }
  fmt::print(
      "\nIt compiles and is judged. What is left to write is marked {}; ./threadlings verify "
      "{} lists it.\nA lesson on processes has a faults.cpp, too, in place of "
      "interleavings.cpp: see CONTRIBUTING.md.\nThe README.md's list of parts needs a row for it, "
      "and CMake has to look "
      "again: cmake {}\n",
      kAuthorMark, key, shown_path(context.build(), context.root));
  return 0;
}

}  // namespace threadlings::runner
