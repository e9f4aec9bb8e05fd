#include "text.hpp"

#include <algorithm>

#include "../../report/cells.hpp"

namespace threadlings::explorer {

namespace {

using report::padded;
using report::shortened;
using report::width;

constexpr std::size_t kNoteWidth = 48, kLineWidth = 100;
constexpr std::size_t kSourceWidth = 44, kMostRows = 26, kFirstRows = 6;

std::string at(const Line& line) {
  return line ? " at " + line.place() : "";
}

struct Layout {
  std::vector<unsigned> threads;  // that have a column
  std::vector<std::size_t> widths;
  std::size_t place_width = 0, source_width = 0;
};

Layout lay_out(const Story& story) {
  Layout layout;
  for (const Row& row : story.rows)
    if (std::find(layout.threads.begin(), layout.threads.end(), row.thread) == layout.threads.end())
      layout.threads.push_back(row.thread);
  std::sort(layout.threads.begin(), layout.threads.end());
  for (unsigned thread : layout.threads) {
    std::size_t widest = 6;
    for (const Row& row : story.rows)
      if (row.thread == thread) widest = std::max(widest, width(row.what));
    layout.widths.push_back(widest + 2);
  }
  for (const Row& row : story.rows) {
    if (!row.line) continue;
    layout.place_width = std::max(layout.place_width, width(row.line.place()));
    layout.source_width =
        std::max(layout.source_width, width(shortened(row.line.text, kSourceWidth)));
  }
  return layout;
}

// Below its row.
std::string wrapped(const std::string& note) {
  std::string text, line = "      ↳";
  for (std::size_t begin = 0, end; begin < note.size(); begin = end + 1) {
    end = std::min(note.find(' ', begin), note.size());
    if (width(line) + 1 + end - begin > kLineWidth) {
      text += line + "\n";
      line = "       ";
    }
    line += " " + note.substr(begin, end - begin);
  }
  return text + line + "\n";
}

std::string line_for(const Row& row, const Layout& layout) {
  std::string text = row.culprit ? "> " : "  ";
  text += padded(row.line ? row.line.place() : "", layout.place_width) + "  ";
  text += padded(shortened(row.line.text, kSourceWidth), layout.source_width) + " ";
  for (std::size_t i = 0; i < layout.threads.size(); ++i)
    text += "│ " + padded(layout.threads[i] == row.thread ? row.what : "", layout.widths[i]);
  const bool is_long = width(row.note) > kNoteWidth;
  if (!row.note.empty() && !is_long) text += "  " + row.note;
  if (row.times > 1) text += "  (" + std::to_string(row.times) + " times)";
  text = text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  return is_long ? text + wrapped(row.note) : text;
}

}  // namespace

std::string columns(const Story& story) {
  if (story.rows.empty()) return "";
  Layout layout = lay_out(story);
  std::string text = "  " + padded("", layout.place_width + 2 + layout.source_width + 1);
  for (std::size_t i = 0; i < layout.threads.size(); ++i)
    text += "│ " + padded(name_of_thread(layout.threads[i]), layout.widths[i]);
  text = text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  const std::size_t count = story.rows.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (count > kMostRows && i == kFirstRows) {
      std::size_t skip = count - kMostRows;
      text += "  … " + std::to_string(skip) + " steps …\n";
      i += skip;
    }
    const Row& row = story.rows[i];
    if (row.preempts && i)
      text += "  ── " + name_of_thread(story.rows[i - 1].thread) + " is interrupted ──\n";
    text += line_for(row, layout);
  }
  return text;
}

std::string table_of(const Story& story) {
  std::string text;
  for (const Blocked& b : story.blocked) {
    text += "  " + padded(name_of_thread(b.thread), 5) + "waits for " + b.waits_for + at(b.line);
    if (b.owner >= 0) {
      text += static_cast<unsigned>(b.owner) == b.thread
                  ? ", which it holds itself"
                  : ", held by " + name_of_thread(static_cast<unsigned>(b.owner));
      if (b.since) text += " since " + b.since.place();
    }
    text += "\n";
  }
  return text;
}

std::string message_for(const Failure& failure, const Story& story) {
  const std::string name = story.object.empty() ? "" : " (" + story.object + ")";
  auto party = [](int thread, Op op, const Line& line) {
    return (thread < 0 ? std::string("a thread") : name_of_thread(static_cast<unsigned>(thread))) +
           " " + verb_of(op) + at(line);
  };
  switch (failure.verdict) {
    case Verdict::race:
      return "data race" + name + ": " + party(story.last_thread, story.last_op, story.last) +
             " what " +
             party(failure.other_thread, story.first_thread < 0 ? Op::write : story.first_op,
                   story.first) +
             ", and nothing orders the two.";
    case Verdict::deadlock: {
      std::string text = "deadlock: nobody can go on.";
      for (const Blocked& b : story.blocked)
        if (b.owner >= 0 && static_cast<unsigned>(b.owner) == b.thread)
          text += " " + name_of_thread(b.thread) + " waits for what it holds itself.";
      return text;
    }
    case Verdict::livelock: {
      std::string who;
      for (const Blocked& b : story.blocked)
        if (b.spins) who += (who.empty() ? "" : ", ") + name_of_thread(b.thread) + at(b.line);
      if (who.empty()) who = "whoever is left";
      return "livelock: " + who + (who.find(',') == who.npos ? " goes" : " go") +
             " round a loop for ever; nobody is left who could change what is seen there.";
    }
    case Verdict::use_after_free:
      if (failure.other_thread >= 0)
        return "use after free: " + party(story.last_thread, story.last_op, story.last) +
               " memory that " + party(failure.other_thread, story.first_op, story.first) +
               ", and nothing orders the two: the other order is a use after free.";
      return "use after free: " + failure.message + ": " +
             party(story.last_thread, story.last_op, story.last) +
             (story.first_thread >= 0
                  ? " what " + party(story.first_thread, story.first_op, story.first)
                  : "") +
             ".";
    case Verdict::double_free:
      return "double free: " + failure.message + at(story.last) +
             (story.first ? ", for the first time at " + story.first.place() : "") + ".";
    case Verdict::leak:
      return "leak: " + failure.message + ", allocated" + at(story.last) + ".";
    case Verdict::check:
      return failure.message;
    default:
      return std::string(name_of(failure.verdict)) + ": " + failure.message + at(story.last) + ".";
  }
}

}  // namespace threadlings::explorer
