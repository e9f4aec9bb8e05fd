#include "screen/prose.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "files.hpp"
#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

using Lines = std::vector<std::string>;

constexpr int kCodeIndent = 4;

std::string spaces(int count) {
  return std::string(static_cast<std::size_t>(count), ' ');
}

std::string without_indent(const std::string& line) {
  const auto begin = line.find_first_not_of(' ');
  return begin == std::string::npos ? std::string() : line.substr(begin);
}

bool is_fence(const std::string& line) {
  const auto text = without_indent(line);
  return text.starts_with("```") || text.starts_with("~~~");
}

// Columns of "- ", "* " or "12. " at the beginning of `text`; 0 if it is no item of a list.
int marker_of(const std::string& text) {
  if (text.starts_with("- ") || text.starts_with("* ")) return 2;
  const auto digits = std::find_if_not(text.begin(), text.end(),
                                       [](unsigned char c) { return std::isdigit(c) != 0; });
  const auto count = static_cast<std::size_t>(digits - text.begin());
  const bool item = count > 0 && count < 4 && text.substr(count, 2) == ". ";
  return item ? static_cast<int>(count) + 2 : 0;
}

std::string heading_in(const std::string& line) {
  const auto level = line.find_first_not_of('#');
  const bool heading = level != 0 && level != std::string::npos && level <= 6 && line[level] == ' ';
  return heading ? line.substr(level + 1) : "";
}

// "../../book/01_first_race.md" is meant from the lesson's folder; the reader is at the root.
std::string from_root(std::string target) {
  while (target.starts_with("../")) target.erase(0, 3);
  return target;
}

// Code spans, bold text and links, painted.
class Inline {
 public:
  Inline(const Terminal& terminal, const std::string& text) : terminal_(terminal), rest_(text) {}

  std::string painted() {
    std::string result;
    while (!rest_.empty()) {
      if (!take_span(result, "`") && !take_span(result, "**") && !take_link(result)) {
        result += rest_.front();
        rest_.remove_prefix(1);
      }
    }
    return result;
  }

 private:
  // Without colour the marks stay: they are all that sets code off.
  bool take_span(std::string& result, std::string_view mark) {
    if (!rest_.starts_with(mark)) return false;
    const auto end = rest_.find(mark, mark.size());
    if (end == std::string_view::npos || end == mark.size()) return false;
    const auto text = rest_.substr(mark.size(), end - mark.size());
    const bool keep = !terminal_.colour() && mark == "`";
    result += terminal_.paint(Tone::strong, keep ? rest_.substr(0, end + 1) : text);
    rest_.remove_prefix(end + mark.size());
    return true;
  }

  bool take_link(std::string& result) {
    if (!rest_.starts_with('[')) return false;
    const auto middle = rest_.find("](");
    const auto end = middle == std::string_view::npos ? middle : rest_.find(')', middle);
    if (end == std::string_view::npos) return false;
    result += rest_.substr(1, middle - 1);
    result += " (" + from_root(std::string(rest_.substr(middle + 2, end - middle - 2))) + ")";
    rest_.remove_prefix(end + 1);
    return true;
  }

  const Terminal& terminal_;
  std::string_view rest_;
};

class Prose {
 public:
  Prose(const Terminal& terminal, int width) : terminal_(terminal), width_(width) {}

  Lines read(std::string_view text) {
    for (const auto& line : split_lines(clean_text(text))) read_line(line);
    end_paragraph();
    while (!lines_.empty() && lines_.back().empty()) lines_.pop_back();
    return std::move(lines_);
  }

 private:
  void read_line(const std::string& line) {
    if (is_fence(line)) {
      end_paragraph();
      in_code_ = !in_code_;
    } else if (in_code_) {
      lines_.push_back(terminal_.paint(Tone::strong, spaces(kCodeIndent) + line));
    } else if (without_indent(line).empty()) {
      end_paragraph();
      blank();
    } else if (const auto heading = heading_in(line); !heading.empty()) {
      end_paragraph();
      lines_.push_back(terminal_.paint(Tone::strong, heading));
    } else if (line.starts_with('|')) {
      end_paragraph();
      lines_.push_back(line);
    } else {
      read_words(line);
    }
  }

  void read_words(const std::string& line) {
    const auto text = without_indent(line);
    const int marker = marker_of(text);
    if (marker > 0) {
      end_paragraph();
      hanging_ = marker;
    }
    paragraph_ += (paragraph_.empty() ? "" : " ") + text;
  }

  void end_paragraph() {
    if (!paragraph_.empty()) {
      const auto painted = Inline(terminal_, paragraph_).painted();
      for (auto& line : folded(painted, width_, hanging_)) lines_.push_back(std::move(line));
    }
    paragraph_.clear();
    hanging_ = 0;
  }

  // One empty line between what is apart, none at the beginning.
  void blank() {
    if (!lines_.empty() && !lines_.back().empty()) lines_.emplace_back();
  }

  const Terminal& terminal_;
  int width_;
  Lines lines_;
  std::string paragraph_;
  int hanging_ = 0;
  bool in_code_ = false;
};

}  // namespace

Lines prose_lines(const Terminal& terminal, std::string_view text, int width) {
  return Prose(terminal, width).read(text);
}

}  // namespace threadlings::runner
