// Text measured, cut and folded for a screen.
//
// Purpose:        lines that never take more columns than there are, whatever a learner's file or a
//                 program under test put into them.
// Thread safety:  pure functions. A *painted* text may hold the escape sequences that
//                 `Terminal::paint` adds, and no others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace threadlings::runner {

// Fit to be painted: no control characters, no broken UTF-8, no marks that reorder a line; tabs as
// spaces. Newlines stay.
std::string clean_text(std::string_view text);

// The columns that a painted line takes. Wide characters take two, combining ones none.
int painted_columns(std::string_view line);

// The columns from `first` on, at most `width` of them; what is cut off shows as "…" at that end.
std::string clipped(std::string_view line, int width, int first = 0);

// A painted line and as many spaces as it takes to fill `width` columns.
std::string filled(std::string_view line, int width);

// A painted line, broken at spaces to fit `width`; in front of all lines but the first stand
// `hanging` spaces. At least one line. What is longer than a line is broken anywhere.
std::vector<std::string> folded(std::string_view line, int width, int hanging = 0);

// What the key backspace does: a character of several bytes goes as a whole.
void remove_last_character(std::string& text);

// With ASCII characters only: arrows, lines and marks by what looks like them, letters as "?".
// Columns stay where they are, as far as spaces can make up for it.
std::string in_ascii(std::string_view line);

}  // namespace threadlings::runner
