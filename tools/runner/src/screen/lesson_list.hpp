// All lessons on the screen: look for one, jump to it, reset it.
//
// Keys:           arrows, page keys, home, end, j and k move; "/" searches as one types, Enter or
//                 Esc ends that; "f" shows all lessons, those to do, those done; "p" shows one part
//                 after the other; Enter jumps; "x" resets; Esc, "l" and "q" leave.
// Thread safety:  one thread at a time.
#pragma once

#include <string>
#include <vector>

#include "lesson_rows.hpp"
#include "terminal.hpp"
#include "watch/keys.hpp"

namespace threadlings::runner {

class LessonList {
 public:
  // What a key asks of whoever shows the list.
  enum class Wish { none, jump, reset, leave };

  // The cursor begins at the lesson `current`.
  LessonList(std::vector<LessonRow> rows, std::string current);

  Wish key(const Key& key);
  // The lesson under the cursor; empty if none fits the search.
  std::string chosen() const;
  // At most `height` lines of at most `width` columns.
  std::vector<std::string> lines(const Terminal& terminal, int width, int height) const;

 private:
  enum class Filter { all, to_do, done };

  Wish command(const Key& key);
  void edit_search(const Key& key);
  void move(std::ptrdiff_t by);
  void next_part();
  bool shown(const LessonRow& row) const;
  void select();  // the rows that fit; keeps the cursor where it is, if that one fits
  std::string head() const;
  std::string line(const Terminal& terminal, const LessonRow& row, bool cursor, int width) const;

  std::vector<LessonRow> rows_;
  std::string current_;
  std::vector<std::size_t> fitting_;  // indices of rows_
  std::size_t cursor_ = 0;            // in fitting_
  std::string search_;
  bool searching_ = false;
  Filter filter_ = Filter::all;
  std::string part_;  // empty: all
};

}  // namespace threadlings::runner
