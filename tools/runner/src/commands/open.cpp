#include <fmt/core.h>

#include <algorithm>

#include "choice.hpp"
#include "commands/commands.hpp"
#include "commands/say.hpp"
#include "editor.hpp"
#include "errors.hpp"
#include "files.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

// Where the work is: the first TODO, else the top.
int first_line_to_edit(const fs::path& file) {
  const auto lines = split_lines(read_text(file));
  const auto found = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("TODO") != std::string::npos;
  });
  return found == lines.end() ? 1 : static_cast<int>(found - lines.begin()) + 1;
}

fs::path file_to_edit(const Lesson& lesson) {
  for (const auto& name : lesson.answer_files()) {
    if (fs::is_regular_file(lesson.folder() / name)) return lesson.folder() / name;
  }
  throw RunnerError("lessons/" + lesson.key + " has lost its file; get it back with: " +
                    "./threadlings reset " + lesson.number());
}

}  // namespace

int open_command(const Context& context, const std::string& name) {
  const auto lesson = named_or_next(context, load_progress(context), name);
  const auto file = file_to_edit(lesson);
  fmt::print("{}\n", shown_path(file, lesson.root));
  std::fflush(stdout);
  open_in_editor(context, file, first_line_to_edit(file));
  return 0;
}

}  // namespace threadlings::runner
