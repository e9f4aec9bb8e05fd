#include "markdown.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "files.hpp"
#include "screen/text.hpp"
#include "terminal.hpp"

namespace threadlings::runner {
namespace {

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
}

// "```" or "~~~", three or more, with at most three spaces in front; empty if the line is no fence.
std::string fence_of(const std::string& line) {
  const auto begin = line.find_first_not_of(' ');
  if (begin == std::string::npos || begin > 3 || (line[begin] != '`' && line[begin] != '~')) {
    return {};
  }
  const auto end = std::min(line.find_first_not_of(line[begin], begin), line.size());
  return end - begin >= 3 ? line.substr(begin, end - begin) : std::string();
}

bool closes(const std::string& line, const std::string& fence) {
  return trimmed(line).starts_with(fence) &&
         trimmed(line).find_first_not_of(fence[0]) == std::string::npos;
}

std::string language_of(const std::string& line, const std::string& fence) {
  const auto info = trimmed(line).substr(fence.size());
  return trimmed(info.substr(0, info.find_first_of(" \t{", 1)));
}

int heading_level(const std::string& line) {
  const auto level = std::min(line.find_first_not_of('#'), line.size());
  const bool heading = level >= 1 && level <= 6 && level < line.size() && line[level] == ' ';
  return heading ? static_cast<int>(level) : 0;
}

// The line without `code spans`, in which brackets mean nothing.
std::string without_code_spans(const std::string& line) {
  std::string result;
  std::size_t at = 0;
  while (at < line.size()) {
    const auto tick = line.find('`', at);
    const auto close = tick == std::string::npos ? tick : line.find('`', tick + 1);
    if (close == std::string::npos) break;
    result += line.substr(at, tick - at) + "code";
    at = close + 1;
  }
  return result + line.substr(std::min(at, line.size()));
}

std::vector<std::string> inline_targets(const std::string& line) {
  std::vector<std::string> targets;
  for (auto at = line.find("]("); at != std::string::npos; at = line.find("](", at + 2)) {
    const auto end = line.find_first_of(") ", at + 2);
    if (end != std::string::npos) targets.push_back(line.substr(at + 2, end - at - 2));
  }
  return targets;
}

// "[name]: target"
std::string defined_target(const std::string& line) {
  const auto end = line.find("]: ");
  if (!line.starts_with('[') || end == std::string::npos) return {};
  const auto rest = trimmed(line.substr(end + 3));
  return rest.substr(0, rest.find(' '));
}

// A dash, a bullet or a table's border is no word.
bool is_word(const std::string& text) {
  return painted_columns(text) > 1 || std::isalnum(static_cast<unsigned char>(text[0])) != 0;
}

int count_words(const std::string& line) {
  std::istringstream words(line);
  int count = 0;
  for (std::string word; words >> word;) count += is_word(word) ? 1 : 0;
  return count;
}

}  // namespace

Markdown::Markdown(const std::string& text) : lines_(split_lines(text)) {
  std::string fence;
  bool front_matter = !lines_.empty() && lines_[0] == "---";
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const auto& line = lines_[i];
    const int number = static_cast<int>(i) + 1;
    if (front_matter) {
      front_matter = i == 0 || line != "---";
    } else if (!fence.empty()) {
      if (closes(line, fence)) {
        fence.clear();
      } else {
        blocks_.back().lines.push_back(line);
      }
    } else if (fence = fence_of(line); !fence.empty()) {
      blocks_.push_back({number, language_of(line, fence), i > 0 ? lines_[i - 1] : "", {}});
    } else {
      read_prose(line, number);
    }
  }
}

void Markdown::read_prose(const std::string& line, int number) {
  if (const auto comment = line.find("<!--"); comment != std::string::npos) in_comment_ = true;
  if (in_comment_) {
    in_comment_ = line.find("-->") == std::string::npos;
    return;
  }
  if (const int level = heading_level(line); level > 0) {
    headings_.push_back({number, level, trimmed(line.substr(static_cast<std::size_t>(level)))});
  }
  const auto plain = without_code_spans(line);
  for (const auto& target : inline_targets(plain)) links_.push_back({number, target});
  if (const auto target = defined_target(plain); !target.empty())
    links_.push_back({number, target});
  words_ += count_words(line);
}

std::string Markdown::between(int first, int last) const {
  std::string text;
  for (int i = first; i < last; ++i) text += lines_[static_cast<std::size_t>(i)] + "\n";
  return trimmed(text);
}

std::string Markdown::section(const Heading& heading) const {
  int last = static_cast<int>(lines_.size());
  for (const auto& other : headings_) {
    if (other.line > heading.line && other.level <= heading.level) {
      last = std::min(last, other.line - 1);
    }
  }
  return between(heading.line, last);
}

std::string Markdown::text_below(const Heading& heading) const {
  int last = static_cast<int>(lines_.size());
  for (const auto& other : headings_) {
    if (other.line > heading.line) last = std::min(last, other.line - 1);
  }
  return between(heading.line, last);
}

}  // namespace threadlings::runner
