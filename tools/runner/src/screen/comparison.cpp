#include "screen/comparison.hpp"

#include <algorithm>

#include "diff.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

constexpr std::size_t kLongestFile = std::size_t{1} << 20;
constexpr std::size_t kMostLines = 3000;  // the comparison's table grows with the square

std::string marked(const Terminal& terminal, const DiffLine& line) {
  switch (line.side) {
    case DiffLine::Side::both:
      return "    " + line.text;
    case DiffLine::Side::left:
      return terminal.paint(Tone::warning, "  - " + line.text);
    case DiffLine::Side::right:
      return terminal.paint(Tone::good, "  + " + line.text);
  }
  return {};
}

Lines lines_of(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return {};
  return split_lines(clean_text(read_beginning(file, kLongestFile)));
}

void add_comparison(const Terminal& terminal, const Lesson& lesson, const std::string& name,
                    Lines& result) {
  const auto yours = lines_of(lesson.folder() / name);
  const auto ours = lines_of(lesson.solution() / name);
  if (std::max(yours.size(), ours.size()) > kMostLines) {
    result.push_back("    (too long to be compared here)");
    return;
  }
  for (const auto& line : diff_lines(yours, ours)) result.push_back(marked(terminal, line));
}

}  // namespace

Lines comparison_lines(const Terminal& terminal, const Lesson& lesson) {
  Lines result;
  for (const auto& name : lesson.answer_files()) {
    if (!result.empty()) result.emplace_back();
    result.push_back("  - only yours          lessons/" + lesson.key + "/" + name);
    result.push_back("  + only the solution's solutions/" + lesson.key + "/" + name);
    result.emplace_back();
    try {
      add_comparison(terminal, lesson, name, result);
    } catch (const RunnerError& error) {
      result.push_back(std::string("    ") + error.what());
    }
  }
  return result;
}

}  // namespace threadlings::runner
