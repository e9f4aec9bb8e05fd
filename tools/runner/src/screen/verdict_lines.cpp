#include "screen/verdict_lines.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "files.hpp"
#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kColumn = "│";

std::size_t indent_of(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

// A row of a table of steps: the place with the learner's own line, then a column for each thread.
std::string paint_row(const Terminal& terminal, const std::string& line) {
  constexpr std::array<Tone, 3> kThreads{Tone::first, Tone::second, Tone::third};
  const auto first = line.find(kColumn);
  const bool culprit = line.compare(indent_of(line), 2, "> ") == 0;
  const auto place = line.substr(0, first);
  std::string result = culprit ? terminal.paint(Tone::bad, place) : place;
  std::size_t at = first;
  for (std::size_t thread = 0; at != std::string::npos; ++thread) {
    const auto begin = at + kColumn.size();
    at = line.find(kColumn, begin);
    const auto cell = line.substr(begin, at == std::string::npos ? at : at - begin);
    result += terminal.paint(Tone::faint, kColumn);
    result += terminal.paint(kThreads[thread % kThreads.size()], cell);
  }
  return result;
}

bool is_row(const std::string& line) {
  return line.find(kColumn) != std::string::npos;
}

std::string painted(const Terminal& terminal, const std::string& line) {
  if (is_row(line)) return paint_row(terminal, line);
  const bool turn = line.compare(indent_of(line), std::string_view("──").size(), "──") == 0;
  return turn ? terminal.paint(Tone::warning, line) : line;
}

class Writer {
 public:
  Writer(const Terminal& terminal, const Verdict& verdict, const VerdictLayout& layout)
      : terminal_(terminal), verdict_(verdict), layout_(layout) {}

  Lines write() {
    lines_.push_back(headline());
    sentence(verdict_.what);
    if (!verdict_.places.empty()) lines_.emplace_back();
    for (const auto& place : verdict_.places) add_place(place);
    if (layout_.most_lines > 0) add_blocks();
    for (const auto& notice : verdict_.notices) sentence("note: " + notice);
    return std::move(lines_);
  }

 private:
  void add_blocks() {
    if (!verdict_.details.empty()) lines_.emplace_back();
    add_block(verdict_.details, "    ");
    if (verdict_.output.empty()) return;
    lines_.emplace_back();
    lines_.emplace_back("  what the program printed:");
    add_block({verdict_.output}, "    | ");
  }

  std::string headline() const {
    return terminal_.paint(tone_of(verdict_.outcome), name_of(verdict_.outcome)) + "  " +
           terminal_.paint(Tone::faint, "(" + clean_text(verdict_.check) + ")");
  }

  void sentence(const std::string& text) {
    for (const auto& line : split_lines(clean_text(text))) {
      for (const auto& part : folded(line, layout_.width - 2)) lines_.push_back("  " + part);
    }
  }

  void add_place(const Place& place) {
    const auto where = place.line > 0 ? fmt::format("{}:{}", place.file, place.line) : place.file;
    auto line = "  " + terminal_.paint(Tone::strong, clean_text(where));
    if (!place.what.empty()) line += "  " + clean_text(place.what);
    for (auto& part : folded(line, layout_.width, 6)) lines_.push_back(std::move(part));
  }

  // A program under test chooses the names of its tests and what it prints: it is cleaned.
  void add_block(const std::vector<std::string>& texts, const std::string& margin) {
    Lines all;
    for (const auto& text : texts) {
      if (text.empty()) all.emplace_back();
      for (auto& line : split_lines(clean_text(text))) all.push_back(std::move(line));
    }
    for (std::size_t i = 0; i < std::min(all.size(), layout_.most_lines); ++i) {
      add_detail(margin, all[i]);
    }
    if (all.size() > layout_.most_lines) {
      lines_.push_back(fmt::format("{}({} more lines)", margin, all.size() - layout_.most_lines));
    }
  }

  void add_detail(const std::string& margin, const std::string& line) {
    if (line.empty()) return lines_.emplace_back(), void();
    const auto whole = margin + painted(terminal_, line);
    if (!layout_.fold_details || is_row(line)) return lines_.push_back(whole);
    const auto hanging = margin.size() + indent_of(line) + 2;
    for (auto& part : folded(whole, layout_.width, static_cast<int>(hanging))) {
      lines_.push_back(std::move(part));
    }
  }

  const Terminal& terminal_;
  const Verdict& verdict_;
  const VerdictLayout& layout_;
  Lines lines_;
};

}  // namespace

Tone tone_of(Outcome outcome) {
  if (outcome == Outcome::pass) return Tone::good;
  if (outcome == Outcome::cannot_tell || outcome == Outcome::environment) return Tone::warning;
  return Tone::bad;
}

Lines verdict_lines(const Terminal& terminal, const Verdict& verdict, const VerdictLayout& layout) {
  return Writer(terminal, verdict, layout).write();
}

}  // namespace threadlings::runner
