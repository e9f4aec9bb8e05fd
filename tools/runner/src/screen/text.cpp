#include "screen/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace threadlings::runner {
namespace {

constexpr int kTab = 4;
constexpr std::string_view kReset = "\033[0m";

// A piece of a painted line: a character, or the escape sequence of a colour.
struct Piece {
  std::string_view bytes;
  char32_t code = 0;  // 0 for an escape sequence
  int width = 0;
};

struct Range {
  char32_t first;
  char32_t last;
};

bool within(const auto& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const Range& range) {
    return range.first <= code && code <= range.last;
  });
}

// The common blocks; the screen's lines bear a mistake, for the cursor is set anew for each line.
bool is_wide(char32_t code) {
  static constexpr std::array<Range, 12> kWide{{{0x1100, 0x115f},
                                                {0x2e80, 0x303e},
                                                {0x3041, 0xa4cf},
                                                {0xac00, 0xd7a3},
                                                {0xf900, 0xfaff},
                                                {0xfe30, 0xfe6f},
                                                {0xff00, 0xff60},
                                                {0xffe0, 0xffe6},
                                                {0x1f300, 0x1f64f},
                                                {0x1f680, 0x1f6ff},
                                                {0x1f900, 0x1f9ff},
                                                {0x20000, 0x3fffd}}};
  return within(kWide, code);
}

bool is_combining(char32_t code) {
  static constexpr std::array<Range, 7> kCombining{{{0x300, 0x36f},
                                                    {0x483, 0x489},
                                                    {0x591, 0x5bd},
                                                    {0x1ab0, 0x1aff},
                                                    {0x20d0, 0x20ff},
                                                    {0xfe00, 0xfe0f},
                                                    {0xfe20, 0xfe2f}}};
  return within(kCombining, code);
}

// Control characters, and those that only change how their neighbours are shown.
bool is_unwanted(char32_t code) {
  static constexpr std::array<Range, 8> kUnwanted{{{0x0, 0x1f},
                                                   {0x7f, 0x9f},
                                                   {0xad, 0xad},
                                                   {0x200b, 0x200f},
                                                   {0x2028, 0x202e},
                                                   {0x2060, 0x206f},
                                                   {0xfeff, 0xfeff},
                                                   {0xe0000, 0xe0fff}}};
  return within(kUnwanted, code);
}

int width_of(char32_t code) {
  if (is_combining(code)) return 0;
  return is_wide(code) ? 2 : 1;
}

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

struct Decoded {
  char32_t code = 0xfffd;
  std::size_t length = 1;
};

// One character of UTF-8; U+FFFD for a byte that belongs to none. Precondition: not empty.
Decoded decode(std::string_view text) {
  const unsigned first = byte_at(text, 0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return {};
  char32_t code = first & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, i) & 0xc0u) != 0x80u) return {};
    code = (code << 6) | (byte_at(text, i) & 0x3fu);
  }
  constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kSmallest[length] || code > 0x10ffff || surrogate) return {};
  return {code, length};
}

// The length of "ESC [ digits and semicolons m" at the beginning of `text`, else 0.
std::size_t colour_length(std::string_view text) {
  if (!text.starts_with("\033[")) return 0;
  const auto end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

// The next piece of a painted line, taken off its front.
Piece take_piece(std::string_view& rest) {
  std::size_t length = colour_length(rest);
  Piece piece;
  if (length == 0) {
    const auto decoded = decode(rest);
    length = decoded.length;
    piece.code = decoded.code;
    piece.width = is_unwanted(decoded.code) ? 0 : width_of(decoded.code);
  }
  piece.bytes = rest.substr(0, length);
  rest.remove_prefix(length);
  return piece;
}

std::string spaces(int count) {
  return std::string(static_cast<std::size_t>(std::max(0, count)), ' ');
}

// The colours that are on: so that a line can end without them and the next begin with them.
class Colours {
 public:
  void see(std::string_view sequence) {
    if (sequence == kReset) {
      on_.clear();
    } else {
      on_ += sequence;
    }
  }
  std::string_view on() const { return on_; }
  std::string_view off() const { return on_.empty() ? std::string_view() : kReset; }

 private:
  std::string on_;
};

// Lines being filled with words.
class Folder {
 public:
  Folder(int width, int hanging) : width_(std::max(1, width)), hanging_(hanging) {
    if (hanging_ >= width_) hanging_ = 0;
  }

  void add(const Piece& piece) {
    if (piece.code == 0) {
      word_ += piece.bytes;
      word_colours_.see(piece.bytes);
    } else if (piece.code == ' ') {
      finish_word();
      ++gap_;
    } else {
      if (word_columns_ + piece.width > room()) break_word();
      word_ += piece.bytes;
      word_columns_ += piece.width;
    }
  }

  std::vector<std::string> finish() {
    finish_word();
    lines_.push_back(line_ + std::string(colours_.off()));
    return std::move(lines_);
  }

 private:
  int margin() const { return lines_.empty() ? 0 : hanging_; }
  int room() const { return width_ - hanging_; }  // of a line that is not the first

  void finish_word() {
    if (word_columns_ > 0 && used_ + gap_ + word_columns_ > width_) new_line();
    const bool at_begin = used_ == margin() && !lines_.empty();
    if (word_columns_ > 0) {
      // Spaces at a line's end vanish; those that indent the first line stay.
      if (!at_begin) put(spaces(gap_), gap_);
      gap_ = 0;
    }
    line_ += word_;
    used_ += word_columns_;
    colours_ = word_colours_;
    word_.clear();
    word_columns_ = 0;
  }

  // A word without end: as much as fits, and the rest on lines of its own.
  void break_word() {
    finish_word();
    new_line();
  }

  void new_line() {
    lines_.push_back(line_ + std::string(colours_.off()));
    line_ = spaces(hanging_) + std::string(colours_.on());
    used_ = hanging_;
    gap_ = 0;
  }

  void put(const std::string& text, int columns) {
    line_ += text;
    used_ += columns;
  }

  int width_;
  int hanging_;
  std::vector<std::string> lines_;
  std::string line_;
  std::string word_;
  int used_ = 0;
  int gap_ = 0;
  int word_columns_ = 0;
  Colours colours_;       // at the end of `line_`
  Colours word_colours_;  // at the end of `word_`
};

struct Likeness {
  char32_t code;
  std::string_view ascii;
};

constexpr std::array<Likeness, 44> kLikenesses{{
    {U'→', "->"}, {U'←', "<-"}, {U'↑', "^"},  {U'↓', "v"},  {U'…', "..."}, {U'·', "-"}, {U'–', "-"},
    {U'—', "-"},  {U'−', "-"},  {U'“', "\""}, {U'”', "\""}, {U'„', "\""},  {U'‘', "'"}, {U'’', "'"},
    {U'│', "|"},  {U'┃', "|"},  {U'─', "-"},  {U'━', "="},  {U'┌', "+"},   {U'┐', "+"}, {U'└', "+"},
    {U'┘', "+"},  {U'├', "+"},  {U'┤', "+"},  {U'┬', "+"},  {U'┴', "+"},   {U'┼', "+"}, {U'█', "#"},
    {U'▓', "#"},  {U'▒', "."},  {U'░', "."},  {U'■', "#"},  {U'□', "."},   {U'▶', ">"}, {U'◀', "<"},
    {U'▸', ">"},  {U'●', "*"},  {U'○', "o"},  {U'◌', "o"},  {U'✓', "+"},   {U'✗', "x"}, {U'×', "x"},
    {U'≥', ">="}, {U'≤', "<="},
}};

std::string_view ascii_of(char32_t code) {
  const auto found =
      std::find_if(kLikenesses.begin(), kLikenesses.end(),
                   [code](const Likeness& likeness) { return likeness.code == code; });
  return found == kLikenesses.end() ? "?" : found->ascii;
}

}  // namespace

std::string clean_text(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  int column = 0;
  while (!text.empty()) {
    const auto [code, length] = decode(text);
    if (code == '\n') {
      result += '\n';
      column = 0;
    } else if (code == '\t') {
      const int gap = kTab - column % kTab;
      result += spaces(gap);
      column += gap;
    } else if (code == 0xfffd) {
      result += "\uFFFD";
      ++column;
    } else if (!is_unwanted(code)) {
      result += text.substr(0, length);
      column += width_of(code);
    }
    text.remove_prefix(length);
  }
  return result;
}

int painted_columns(std::string_view line) {
  int columns = 0;
  while (!line.empty()) columns += take_piece(line).width;
  return columns;
}

std::string clipped(std::string_view line, int width, int first) {
  if (width <= 0) return {};
  const int all = painted_columns(line);
  const bool cut_left = first > 0 && all > 0;
  const bool cut_right = all - first > width;
  const int from = first + (cut_left ? 1 : 0);
  const int to = first + width - (cut_right ? 1 : 0);
  std::string result = cut_left ? "…" : "";
  Colours colours;
  int column = 0;
  while (!line.empty()) {
    const auto piece = take_piece(line);
    if (piece.code == 0) {
      colours.see(piece.bytes);
      result += piece.bytes;
      continue;
    }
    if (is_unwanted(piece.code)) continue;
    const int end = column + piece.width;
    if (column >= from && end <= to) {
      result += piece.bytes;
    } else if (end > from && column < to) {
      result += ' ';  // half of a wide character
    }
    column = end;
  }
  result += colours.off();
  return cut_right ? result + "…" : result;
}

std::string filled(std::string_view line, int width) {
  return std::string(line) + spaces(width - painted_columns(line));
}

std::vector<std::string> folded(std::string_view line, int width, int hanging) {
  Folder folder(width, hanging);
  while (!line.empty()) folder.add(take_piece(line));
  return folder.finish();
}

void remove_last_character(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0u) == 0x80u) {
    text.pop_back();
  }
  if (!text.empty()) text.pop_back();
}

std::string in_ascii(std::string_view line) {
  std::string result;
  int owed = 0;  // columns that were added, to be taken from the next wide gap
  while (!line.empty()) {
    const auto piece = take_piece(line);
    if (piece.code == 0 || piece.code < 0x80) {
      const bool gap = piece.code == ' ' && owed > 0 && line.starts_with(' ');
      if (gap) {
        --owed;
      } else {
        result += piece.bytes;
      }
      continue;
    }
    const auto text = ascii_of(piece.code);
    if (piece.width == 0) continue;
    result += text;
    const int extra = static_cast<int>(text.size()) - piece.width;
    if (extra < 0) result += spaces(-extra);
    owed += std::max(0, extra);
  }
  return result;
}

}  // namespace threadlings::runner
