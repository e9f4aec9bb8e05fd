#include "terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "interrupt.hpp"
#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

constexpr int kReadableWidth = 100;

int width_of_stdout() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) return 80;
  return std::min<int>(size.ws_col, kReadableWidth);
}

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term == nullptr || std::string_view(term) == "dumb";
  return (no_colour == nullptr || *no_colour == '\0') && !dumb;
}

// As setlocale(3) decides: the first of these that is set counts.
bool locale_has_unicode() {
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string locale = value;
    std::transform(locale.begin(), locale.end(), locale.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

std::string_view code_of(Tone tone) {
  switch (tone) {
    case Tone::strong:
      return "1";
    case Tone::good:
      return "1;32";
    case Tone::bad:
      return "1;31";
    case Tone::warning:
      return "1;35";
    case Tone::faint:
      return "2";
    case Tone::first:
      return "36";
    case Tone::second:
      return "35";
    case Tone::third:
      return "34";
  }
  return "0";
}

// One line from the terminal; empty at its end.
std::string read_answer() {
  std::string answer;
  char byte = 0;
  while (byte != '\n') {
    std::array<pollfd, 2> waits{{{STDIN_FILENO, POLLIN, 0}, {interrupt_descriptor(), POLLIN, 0}}};
    ::poll(waits.data(), waits.size(), -1);
    throw_if_interrupted();
    if (waits[0].revents != 0 && ::read(STDIN_FILENO, &byte, 1) <= 0) break;
    if (waits[0].revents != 0) answer += byte;
  }
  return answer;
}

std::string wrapped_line(const std::string& line, int width, const std::string& margin) {
  std::istringstream words(line);
  std::string result;
  std::string current;
  for (std::string word; words >> word;) {
    const bool fits = painted_columns(current) + 1 + painted_columns(word) <= width;
    if (!current.empty() && !fits) result += margin + std::exchange(current, {}) + '\n';
    current += (current.empty() ? "" : " ") + word;
  }
  return result + (current.empty() ? "" : margin + current) + '\n';
}

}  // namespace

Terminal Terminal::of_stdout() {
  const bool interactive = ::isatty(STDOUT_FILENO) == 1;
  return {interactive, interactive && wants_colour(), interactive ? width_of_stdout() : 80,
          locale_has_unicode()};
}

std::string Terminal::paint(Tone tone, std::string_view text) const {
  if (!colour_) return std::string(text);
  return "\033[" + std::string(code_of(tone)) + "m" + std::string(text) + "\033[0m";
}

std::string without_controls(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (!control || c == '\n' || c == '\t') result += c;
  }
  return result;
}

std::string wrapped(std::string_view text, int width, int indent) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::istringstream lines{std::string(text)};
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    result += wrapped_line(line, width - indent, margin);
  }
  return result;
}

std::string indented(std::string_view text, int indent) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::istringstream lines{std::string(text)};
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    result += (line.empty() ? "" : margin + line) + '\n';
  }
  return result;
}

std::optional<bool> ask_yes_or_no(const std::string& question) {
  if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDOUT_FILENO) != 1) return std::nullopt;
  std::fputs((question + " [y/N] ").c_str(), stdout);
  std::fflush(stdout);
  const auto answer = read_answer();
  return answer.starts_with('y') || answer.starts_with('Y');
}

}  // namespace threadlings::runner
