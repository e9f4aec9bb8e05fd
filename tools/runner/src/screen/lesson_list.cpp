#include "screen/lesson_list.hpp"

#include <algorithm>
#include <cctype>

#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

using Kind = Key::Kind;

constexpr std::ptrdiff_t kPage = 10;

// Capital letters and small ones are the same to a search.
std::string in_small_letters(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

LessonList::LessonList(std::vector<LessonRow> rows, std::string current)
    : rows_(std::move(rows)), current_(std::move(current)) {
  select();
  for (std::size_t i = 0; i != fitting_.size(); ++i) {
    if (rows_[fitting_[i]].key == current_) cursor_ = i;
  }
}

LessonList::Wish LessonList::key(const Key& key) {
  switch (key.kind) {
    case Kind::up:
      move(-1);
      return Wish::none;
    case Kind::down:
      move(1);
      return Wish::none;
    case Kind::page_up:
      move(-kPage);
      return Wish::none;
    case Kind::page_down:
      move(kPage);
      return Wish::none;
    case Kind::home:
      cursor_ = 0;
      return Wish::none;
    case Kind::end:
      cursor_ = fitting_.empty() ? 0 : fitting_.size() - 1;
      return Wish::none;
    default:
      break;
  }
  if (!searching_) return command(key);
  edit_search(key);
  return Wish::none;
}

LessonList::Wish LessonList::command(const Key& key) {
  if (key.kind == Kind::enter) return chosen().empty() ? Wish::none : Wish::jump;
  if (key.kind == Kind::escape || key.is(U'q') || key.is(U'l')) return Wish::leave;
  if (key.is(U'x')) return chosen().empty() ? Wish::none : Wish::reset;
  if (key.is(U'j')) move(1);
  if (key.is(U'k')) move(-1);
  if (key.is(U'/')) searching_ = true;
  if (key.is(U'p')) next_part();
  if (key.is(U'f')) {
    filter_ = filter_ == Filter::all     ? Filter::to_do
              : filter_ == Filter::to_do ? Filter::done
                                         : Filter::all;
    select();
  }
  return Wish::none;
}

void LessonList::edit_search(const Key& key) {
  switch (key.kind) {
    case Kind::enter:
      searching_ = false;
      return;
    case Kind::escape:
      searching_ = false;
      search_.clear();
      break;
    case Kind::backspace:
      remove_last_character(search_);
      break;
    default:
      search_ += text_of(key);
  }
  select();
}

void LessonList::move(std::ptrdiff_t by) {
  if (fitting_.empty()) return;
  const auto last = static_cast<std::ptrdiff_t>(fitting_.size()) - 1;
  const auto wanted = static_cast<std::ptrdiff_t>(cursor_) + by;
  cursor_ = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(wanted, 0, last));
}

// The next part in the order of the lessons; behind the last one come all.
void LessonList::next_part() {
  std::vector<std::string> parts{""};
  for (const auto& row : rows_) {
    if (std::find(parts.begin(), parts.end(), row.part) == parts.end()) parts.push_back(row.part);
  }
  const auto here = std::find(parts.begin(), parts.end(), part_);
  part_ = here == parts.end() || here + 1 == parts.end() ? "" : *(here + 1);
  select();
}

bool LessonList::shown(const LessonRow& row) const {
  if (filter_ == Filter::to_do && row.done) return false;
  if (filter_ == Filter::done && !row.done) return false;
  if (!part_.empty() && row.part != part_) return false;
  const std::string all = row.key + " " + row.heading + " " + row.part + " " + row.concept_name;
  return in_small_letters(all).find(in_small_letters(search_)) != std::string::npos;
}

void LessonList::select() {
  const std::string before = chosen();
  fitting_.clear();
  cursor_ = 0;
  for (std::size_t i = 0; i != rows_.size(); ++i) {
    if (!shown(rows_[i])) continue;
    if (rows_[i].key == before) cursor_ = fitting_.size();
    fitting_.push_back(i);
  }
}

std::string LessonList::chosen() const {
  return cursor_ < fitting_.size() ? rows_[fitting_[cursor_]].key : "";
}

std::string LessonList::head() const {
  const auto done = std::count_if(rows_.begin(), rows_.end(), [](const auto& r) { return r.done; });
  std::string text =
      "Lessons: " + std::to_string(done) + " of " + std::to_string(rows_.size()) + " done";
  if (filter_ == Filter::to_do) text += ", to do";
  if (filter_ == Filter::done) text += ", done";
  if (!part_.empty()) text += ", " + part_;
  if (searching_ || !search_.empty()) text += ", with \"" + search_ + (searching_ ? "_\"" : "\"");
  return text;
}

std::string LessonList::line(const Terminal& terminal, const LessonRow& row, bool cursor,
                             int width) const {
  const std::string state = row.done              ? "done "
                            : row.key == current_ ? "here "
                            : row.again           ? "again"
                                                  : "     ";
  std::string text = (cursor ? "> " : "  ") + state + " " + row.heading;
  constexpr int kHeading = 42;
  if (width > kHeading + 8) text = filled(clipped(text, kHeading), kHeading) + " " + row.time();
  if (width > kHeading + 28) text = filled(text, kHeading + 9) + row.concept_name;
  text = clipped(text, width);
  if (cursor) return terminal.paint(Tone::strong, text);
  return row.done ? terminal.paint(Tone::good, text) : text;
}

std::vector<std::string> LessonList::lines(const Terminal& terminal, int width, int height) const {
  std::vector<std::string> result{terminal.paint(Tone::strong, clipped(head(), width))};
  if (fitting_.empty()) result.push_back(clipped("  No lesson fits.", width));
  const auto room = static_cast<std::size_t>(std::max(1, height - 1));
  const std::size_t first = cursor_ < room / 2 ? 0 : cursor_ - room / 2;
  const std::size_t latest_first = fitting_.size() > room ? fitting_.size() - room : 0;
  const std::size_t begin = std::min(first, latest_first);
  for (std::size_t i = begin; i < fitting_.size() && i < begin + room; ++i) {
    result.push_back(line(terminal, rows_[fitting_[i]], i == cursor_, width));
  }
  if (static_cast<int>(result.size()) > height) result.resize(static_cast<std::size_t>(height));
  return result;
}

}  // namespace threadlings::runner
