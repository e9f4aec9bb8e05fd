#include "screen/player.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "files.hpp"
#include "screen/situation.hpp"
#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

using Lines = std::vector<std::string>;

constexpr int kNarrowestColumn = 12;
constexpr int kFewestRows = 3;

// "lock mutex_", "hits_: 0 → 1"
std::string words_for(const Trace& trace, const TraceStep& step) {
  std::set<std::size_t> objects;
  for (const Effect& effect : step.effects) objects.insert(effect.object);
  std::string words = step.what;
  if (objects.size() == 1) {
    const std::string& name = trace.objects[*objects.begin()];
    const bool has_value = !step.effects.front().value.empty();
    words = has_value ? name + ": " + words : words + " " + name;
  }
  return step.injected ? "◀ " + words : words;
}

std::string without_spaces_behind(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

// The table of steps: a column for each thread if there is room for all, else its name in front.
class Table {
 public:
  Table(const Trace& trace, const Terminal& terminal, int width, std::size_t at)
      : trace_(trace), terminal_(terminal), width_(width), at_(at) {
    const int count = std::max(1, static_cast<int>(trace.actors.size()));
    column_ = (width - 2 - 3 * (count - 1)) / count;
  }

  // The steps up to the current one; those that come are not given away.
  Lines lines(int rows) const {
    Lines result;
    if (has_columns()) result.push_back(head());
    const auto room = static_cast<std::size_t>(std::max(1, rows - static_cast<int>(result.size())));
    const std::size_t first = at_ + 1 > room ? at_ + 1 - room : 0;
    for (std::size_t i = first; i <= at_; ++i) result.push_back(row(i));
    return result;
  }

 private:
  bool has_columns() const { return column_ >= kNarrowestColumn; }

  std::string head() const {
    std::string line = "  ";
    for (std::size_t i = 0; i != trace_.actors.size(); ++i) {
      line += (i == 0 ? "" : " │ ") + filled(clipped(trace_.actors[i], column_), column_);
    }
    return terminal_.paint(Tone::strong, without_spaces_behind(line));
  }

  std::string row(std::size_t index) const {
    const TraceStep& step = trace_.steps[index];
    const std::string words = words_for(trace_, step);
    std::string line = index == at_ ? "> " : "  ";
    if (has_columns()) {
      for (std::size_t i = 0; i != trace_.actors.size(); ++i) {
        const std::string cell = i == step.actor ? clipped(words, column_) : "";
        line += (i == 0 ? "" : " │ ") + filled(cell, column_);
      }
    } else {
      line += clipped(trace_.actors[step.actor] + "  " + words, width_ - 2);
    }
    line = without_spaces_behind(line);
    if (step.culprit || step.injected) return terminal_.paint(Tone::bad, line);
    return index == at_ ? terminal_.paint(Tone::strong, line) : line;
  }

  const Trace& trace_;
  const Terminal& terminal_;
  int width_;
  std::size_t at_;
  int column_;
};

void add_wrapped(Lines& lines, const std::string& text, int width, int indent = 0) {
  for (std::string& line : split_lines(wrapped(text, width, indent)))
    lines.push_back(std::move(line));
}

std::string joined(const Lines& parts, const std::string& between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

Lines current_line(const Trace& trace, const TraceStep& step, const Terminal& terminal, int width) {
  Lines lines;
  const std::string place =
      std::filesystem::path(step.file).filename().string() + ":" + std::to_string(step.line);
  if (!step.file.empty()) {
    const std::string who = trace.actors[step.actor] + " at " + place;
    lines.push_back(terminal.paint(Tone::faint, clipped(who, width)));
    if (!step.source.empty()) lines.push_back(clipped("    " + step.source, width));
  }
  if (step.injected) add_wrapped(lines, "◀ This went wrong on purpose.", width, 4);
  if (!step.note.empty()) add_wrapped(lines, step.note, width, 4);
  return lines;
}

Lines state_lines(const Situation& situation, int width) {
  Lines values;
  for (const auto& value : situation.values) {
    values.push_back(value.name + " = " + value.value + (value.fresh ? " *" : ""));
  }
  Lines lines;
  if (!values.empty()) add_wrapped(lines, "Values: " + joined(values, ", "), width);
  if (!situation.locks.empty()) {
    add_wrapped(lines, "Locks: " + joined(situation.locks, ", "), width);
  }
  if (!situation.waits.empty()) {
    add_wrapped(lines, "Waiting: " + joined(situation.waits, ", "), width);
  }
  return lines;
}

void cut_to(Lines& lines, std::size_t most) {
  if (lines.size() > most) lines.resize(most);
}

}  // namespace

Player::Player(std::string_view trace_json) : trace_(read_trace(trace_json)) {}

void Player::forward() {
  if (at_ + 1 < size()) ++at_;
}

void Player::back() {
  if (at_ > 0) --at_;
}

void Player::to_start() {
  at_ = 0;
}

void Player::to_end() {
  if (!empty()) at_ = size() - 1;
}

std::vector<std::string> Player::lines(const Terminal& terminal, int width, int height) const {
  if (empty()) return {clipped("There is no interleaving to step through.", width)};
  const bool last = at_ + 1 == size();
  const std::string count = "Step " + std::to_string(at_ + 1) + " of " + std::to_string(size()) +
                            (last ? ", the last" : "");

  Lines below;
  if (last && !trace_.message.empty()) {
    for (const std::string& line : split_lines(wrapped(trace_.message, width, 0))) {
      below.push_back(terminal.paint(Tone::bad, line));
    }
  }
  for (auto& line : current_line(trace_, step(), terminal, width)) below.push_back(line);
  for (auto& line : state_lines(situation_after(trace_, at_ + 1), width)) below.push_back(line);

  const int most_below = std::max(0, height - 2 - kFewestRows);
  cut_to(below, static_cast<std::size_t>(most_below));
  Lines result{terminal.paint(Tone::strong, clipped(count, width))};
  const int rows = height - 2 - static_cast<int>(below.size());
  for (auto& line : Table(trace_, terminal, width, at_).lines(std::max(1, rows))) {
    result.push_back(std::move(line));
  }
  if (!below.empty()) result.emplace_back();
  for (auto& line : below) result.push_back(std::move(line));
  cut_to(result, static_cast<std::size_t>(std::max(1, height)));
  return result;
}

}  // namespace threadlings::runner
