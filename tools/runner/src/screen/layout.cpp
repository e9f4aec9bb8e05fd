#include "screen/layout.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kStatusRows = 3;
constexpr int kFewRows = 12;  // below this, the body gets the rows of the ruled lines

std::string repeated(std::string_view text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

std::string rule(const Terminal& terminal, int columns, const std::string& words) {
  if (words.empty()) return terminal.paint(Tone::faint, repeated("─", columns));
  const auto text = clipped(" " + words + " ", std::max(0, columns - 2));
  return terminal.paint(Tone::faint,
                        repeated("─", columns - painted_columns(text) - 2) + text + "──");
}

// The right text at the right edge, if both fit.
std::string with_right(const std::string& left, const std::string& right, int columns) {
  const int gap = columns - painted_columns(left) - painted_columns(right);
  return gap < 2 ? left : left + repeated(" ", gap) + right;
}

std::string title(const Terminal& terminal, const Picture& picture, int columns) {
  const auto done = picture.lessons_done;
  const auto count = fmt::format("{} of {} lessons", done, picture.lessons);
  const int cells = std::clamp(columns - 14 - painted_columns(count), 5, 40);
  const auto right = bar(terminal, done, picture.lessons, cells) + " " + count;
  return with_right(terminal.paint(Tone::faint, "Threadlings"), right, columns);
}

std::string mark_of(const CheckState& check) {
  switch (check.state) {
    case CheckState::State::waiting:
      return "·";
    case CheckState::State::running:
      return "…";
    case CheckState::State::not_run:
      return "-";
    case CheckState::State::ended:
      break;
  }
  if (check.verdict.empty()) return "●";
  return check.tone == Tone::good ? "✓" : check.tone == Tone::bad ? "✗" : "?";
}

enum class Detail { all, verdicts, marks };

std::string check_text(const Terminal& terminal, const CheckState& check, Detail detail) {
  std::string text = mark_of(check) + " " + check.name;
  const bool told = check.state == CheckState::State::ended && !check.verdict.empty();
  if (told && detail != Detail::marks) text += " " + check.verdict;
  if (told && detail == Detail::all) text += fmt::format(" {:.1f} s", check.seconds);
  return terminal.paint(told ? check.tone : Tone::faint, text);
}

std::string checks_text(const Terminal& terminal, const Picture& picture, Detail detail) {
  const auto over = std::count_if(picture.checks.begin(), picture.checks.end(), [](const auto& c) {
    return c.state == CheckState::State::ended || c.state == CheckState::State::not_run;
  });
  std::string text = bar(terminal, static_cast<std::size_t>(over), picture.checks.size(),
                         2 * static_cast<int>(picture.checks.size()));
  for (const auto& check : picture.checks) text += "  " + check_text(terminal, check, detail);
  return text;
}

// As much as fits.
std::string checks_line(const Terminal& terminal, const Picture& picture, int columns) {
  for (const auto detail : {Detail::all, Detail::verdicts}) {
    auto text = checks_text(terminal, picture, detail);
    if (painted_columns(text) <= columns) return text;
  }
  return checks_text(terminal, picture, Detail::marks);
}

std::string key_text(const Terminal& terminal, const KeyHelp& key) {
  const auto name = terminal.paint(key.loud ? Tone::good : Tone::strong, key.key);
  return name + " " + key.does;
}

// The last two keys, and before them as many of the others as there is room for.
std::string keys_line(const Terminal& terminal, const Picture& picture, int columns) {
  const auto& keys = picture.keys;
  const auto always = std::min<std::size_t>(2, keys.size());
  std::string end;
  for (auto i = keys.size() - always; i < keys.size(); ++i) {
    end += (end.empty() ? "" : "  ") + key_text(terminal, keys[i]);
  }
  std::string line;
  for (std::size_t i = 0; i + always < keys.size(); ++i) {
    const auto more = line + key_text(terminal, keys[i]) + "  ";
    if (painted_columns(more) + painted_columns(end) > columns) break;
    line = more;
  }
  return line + end;
}

Lines status_lines(const std::string& status, int columns) {
  auto lines = folded(status, std::max(1, columns));
  if (lines.size() > kStatusRows) lines.resize(kStatusRows);
  return lines;
}

}  // namespace

std::string bar(const Terminal& terminal, std::size_t done, std::size_t all, int cells) {
  const auto room = static_cast<std::size_t>(std::max(0, cells));
  const auto full = all == 0 ? 0 : room * std::min(done, all) / all;
  return terminal.paint(Tone::good, repeated("█", static_cast<int>(full))) +
         terminal.paint(Tone::faint, repeated("░", static_cast<int>(room - full)));
}

int body_rows(const std::string& status, int columns, int rows) {
  const int others = rows < kFewRows ? 3 : 6;
  return std::max(0, rows - others - static_cast<int>(status_lines(status, columns).size()));
}

Lines arranged(const Terminal& terminal, const Picture& picture, int columns, int rows) {
  const bool ruled = rows >= kFewRows;
  const auto status = status_lines(picture.status, columns);
  const auto body = static_cast<std::size_t>(body_rows(picture.status, columns, rows));
  Lines lines;
  if (ruled) lines.push_back(title(terminal, picture, columns));
  lines.push_back(terminal.paint(Tone::strong, picture.heading));
  lines.push_back(checks_line(terminal, picture, columns));
  if (ruled) lines.push_back(rule(terminal, columns, {}));
  const auto begin = lines.size();
  for (const auto& line : picture.body) {
    if (lines.size() - begin < body) lines.push_back(line);
  }
  lines.resize(begin + body);
  if (ruled) lines.push_back(rule(terminal, columns, picture.position));
  lines.insert(lines.end(), status.begin(), status.end());
  lines.push_back(keys_line(terminal, picture, columns));
  for (auto& line : lines) line = clipped(line, columns);
  // Too few rows for all: the keys stay.
  while (static_cast<int>(lines.size()) > std::max(1, rows)) lines.erase(lines.begin());
  return lines;
}

}  // namespace threadlings::runner
