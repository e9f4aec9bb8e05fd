// What the learner's screen can do, and text made fit for it.
//
// Purpose:        colour only where it is wanted, a width to wrap at, and questions that are asked
//                 only where somebody can answer.
// Thread safety:  values; use from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace threadlings::runner {

// The last three tell threads apart. All can be read on a dark and on a light background.
enum class Tone { strong, good, bad, warning, faint, first, second, third };

class Terminal {
 public:
  // Standard output as it is: colour on a terminal unless NO_COLOR is set or TERM is "dumb";
  // Unicode if the locale says UTF-8.
  static Terminal of_stdout();
  Terminal(bool interactive, bool colour, int width, bool unicode = true)
      : interactive_(interactive), colour_(colour), unicode_(unicode), width_(width) {}

  bool interactive() const { return interactive_; }
  bool colour() const { return colour_; }
  bool unicode() const { return unicode_; }
  int width() const { return width_; }
  std::string paint(Tone tone, std::string_view text) const;

 private:
  bool interactive_;
  bool colour_;
  bool unicode_;
  int width_;
};

// The text without control characters (but newline and tab): a program under test must not be able
// to repaint the learner's screen.
std::string without_controls(std::string_view text);

// Every line of `text`, broken at spaces to fit `width`, with `indent` spaces in front.
std::string wrapped(std::string_view text, int width, int indent);

// Every line of `text` with `indent` spaces in front, unbroken; ends in a newline unless empty.
std::string indented(std::string_view text, int indent);

// Asks on the terminal. Nothing if there is nobody to ask; then nothing was printed either.
std::optional<bool> ask_yes_or_no(const std::string& question);

}  // namespace threadlings::runner
