#include "verify/quotes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "files.hpp"
#include "markdown.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

constexpr std::string_view kOpening = "<!-- quoted from ";
constexpr std::string_view kClosing = " -->";

bool is_cpp(const std::string& language) {
  constexpr std::array<std::string_view, 6> kNames{"cpp", "c++", "C++", "cc", "cxx", "hpp"};
  return std::find(kNames.begin(), kNames.end(), language) != kNames.end();
}

// The path in a marker line; empty if the line is none.
std::string marked_path(const std::string& line) {
  const bool marker = line.starts_with(kOpening) && line.ends_with(kClosing);
  if (!marker || line.size() <= kOpening.size() + kClosing.size()) return {};
  return line.substr(kOpening.size(), line.size() - kOpening.size() - kClosing.size());
}

std::string without_end_spaces(const std::string& line) {
  return line.substr(0, line.find_last_not_of(" \t") + 1);
}

// The lines without the indentation that all of them share, and without spaces at their ends.
Lines flush_left(Lines lines) {
  std::size_t common = std::string::npos;
  for (auto& line : lines) {
    line = without_end_spaces(line);
    if (!line.empty()) common = std::min(common, line.find_first_not_of(' '));
  }
  for (auto& line : lines) line.erase(0, std::min(common, line.size()));
  return lines;
}

bool contains(const Lines& file, const Lines& quote) {
  for (std::size_t at = 0; at + quote.size() <= file.size(); ++at) {
    const auto begin = file.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(quote.size());
    if (flush_left({begin, end}) == quote) return true;
  }
  return false;
}

std::string problem_with(const fs::path& root, const CodeBlock& block) {
  const auto path = marked_path(block.before);
  if (path.empty()) return "this C++ block has no line `<!-- quoted from PATH -->` above it";
  const auto file = (root / path).lexically_normal();
  const bool below = shown_path(file, root) != file.string();
  if (!below || !fs::is_regular_file(file)) return "there is no file " + path + " to quote from";
  const auto ending = file.extension();
  if (ending != ".cpp" && ending != ".hpp" && ending != ".c" && ending != ".h") {
    return path + " is no file that is compiled";
  }
  const auto quote = flush_left(block.lines);
  if (quote.empty()) return "this quoted block is empty";
  if (!contains(split_lines(read_text(file)), quote)) return "this block is not in " + path;
  return {};
}

// Markers that no fence follows: the block was deleted, or a blank line slipped between.
std::vector<std::string> idle_markers(const std::string& name, const std::string& text,
                                      const std::vector<CodeBlock>& blocks) {
  std::vector<std::string> problems;
  const auto lines = split_lines(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int next = static_cast<int>(i) + 2;
    const bool used = std::any_of(blocks.begin(), blocks.end(),
                                  [&](const CodeBlock& block) { return block.line == next; });
    if (marked_path(lines[i]).empty() || used) continue;
    problems.push_back(fmt::format("{}:{}: no code block follows this marker", name, i + 1));
  }
  return problems;
}

}  // namespace

std::vector<std::string> wrong_quotes(const fs::path& root, const std::string& name,
                                      const std::string& text) {
  const Markdown markdown(text);
  auto problems = idle_markers(name, text, markdown.blocks());
  for (const auto& block : markdown.blocks()) {
    const bool quoted = is_cpp(block.language) || !marked_path(block.before).empty();
    const auto problem = quoted ? problem_with(root, block) : std::string();
    if (problem.empty()) continue;
    problems.push_back(fmt::format("{}:{}: {}", name, block.line, problem));
  }
  return problems;
}

}  // namespace threadlings::runner
