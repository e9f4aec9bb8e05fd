// The story as text, a column for each process.
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "../../report/cells.hpp"
#include "story.hpp"

namespace threadlings::faulting {

namespace {

using report::padded;
using report::shortened;
using report::width;

constexpr std::size_t kSourceWidth = 44, kMostRows = 40, kFirstRows = 12;

std::string cell(const Row& row) {
  return row.what + (row.result.empty() ? "" : " = " + row.result) +
         (row.times > 1 ? "  (" + std::to_string(row.times) + " times)" : "");
}

struct Layout {
  std::vector<std::size_t> actors, widths;
  std::size_t place = 0, source = 0;
};

Layout lay_out(const Story& story) {
  Layout layout;
  for (std::size_t actor = 0; actor < story.names.size(); ++actor) {
    std::size_t widest = 0;
    for (const Row& row : story.rows)
      if (row.actor == actor) widest = std::max(widest, width(cell(row)));
    if (!widest) continue;
    layout.actors.push_back(actor);
    layout.widths.push_back(std::max(widest, width(story.names[actor])) + 1);
  }
  for (const Row& row : story.rows) {
    if (!row.line) continue;
    layout.place = std::max(layout.place, width(row.line.place()));
    layout.source = std::max(layout.source, width(shortened(row.line.text, kSourceWidth)));
  }
  return layout;
}

std::string line_for(const Row& row, const Layout& layout) {
  std::string text = row.culprit ? "> " : "  ";
  text += padded(row.line ? row.line.place() : "", layout.place) + "  ";
  text += padded(shortened(row.line.text, kSourceWidth), layout.source) + " ";
  for (std::size_t i = 0; i < layout.actors.size(); ++i)
    text += "│ " + padded(layout.actors[i] == row.actor ? cell(row) : "", layout.widths[i]);
  if (!row.note.empty()) text += (row.injected ? " ◀ " : " ") + row.note;
  return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
}

bool has_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (!value || !*value) continue;
    const std::string locale = value;
    return locale.find("UTF-8") != locale.npos || locale.find("utf8") != locale.npos;
  }
  return true;  // nobody has said anything
}

}  // namespace

std::string fit_for_locale(const std::string& text) {
  if (has_utf8()) return text;
  const std::pair<std::string, std::string> plain[] = {
      {"│", "|"}, {"◀", "<"}, {"…", "..."}, {"·", "."}};
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto* found = std::find_if(std::begin(plain), std::end(plain), [&](const auto& pair) {
      return text.compare(i, pair.first.size(), pair.first) == 0;
    });
    result += found == std::end(plain) ? std::string(1, text[i]) : found->second;
    i += found == std::end(plain) ? 1 : found->first.size();
  }
  return result;
}

std::string columns(const Story& story) {
  if (story.rows.empty()) return "";
  const Layout layout = lay_out(story);
  std::string text = "  " + padded("", layout.place + 2 + layout.source + 1);
  for (std::size_t i = 0; i < layout.actors.size(); ++i)
    text += "│ " + padded(story.names[layout.actors[i]], layout.widths[i]);
  text = text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  const std::size_t count = story.rows.size();
  // The beginning, what was injected, and the end are what matters.
  std::size_t injected = count;
  for (std::size_t i = 0; i < count; ++i)
    if (story.rows[i].injected) injected = i;
  auto shown = [&](std::size_t i) {
    return count <= kMostRows || i < kFirstRows || i + (kMostRows - kFirstRows) >= count ||
           story.rows[i].culprit || (i + 3 >= injected && i <= injected + 3 && injected < count);
  };
  std::size_t skipped = 0;
  auto tell_skipped = [&] {
    if (skipped) text += "  … " + std::to_string(skipped) + " steps …\n";
    skipped = 0;
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (!shown(i)) {
      ++skipped;
      continue;
    }
    tell_skipped();
    text += line_for(story.rows[i], layout);
  }
  tell_skipped();
  return text;
}

}  // namespace threadlings::faulting
