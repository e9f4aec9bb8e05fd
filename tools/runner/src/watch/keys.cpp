#include "watch/keys.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace threadlings::runner {
namespace {

constexpr char kEscape = '\033';
constexpr std::size_t kLongestSequence = 32;  // a longer one is no key

struct Named {
  std::string_view sequence;  // what follows the escape byte
  Key::Kind kind;
};

// The sequences of xterm, the Linux console, rxvt, and those who follow them.
constexpr std::array<Named, 21> kNamed{{
    {"[A", Key::Kind::up},     {"[B", Key::Kind::down},     {"[C", Key::Kind::right},
    {"[D", Key::Kind::left},   {"OA", Key::Kind::up},       {"OB", Key::Kind::down},
    {"OC", Key::Kind::right},  {"OD", Key::Kind::left},     {"[H", Key::Kind::home},
    {"[F", Key::Kind::end},    {"OH", Key::Kind::home},     {"OF", Key::Kind::end},
    {"[1~", Key::Kind::home},  {"[4~", Key::Kind::end},     {"[7~", Key::Kind::home},
    {"[8~", Key::Kind::end},   {"[5~", Key::Kind::page_up}, {"[6~", Key::Kind::page_down},
    {"[3~", Key::Kind::erase}, {"[Z", Key::Kind::tab},      {"OM", Key::Kind::enter},
}};

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Length of the escape sequence at the beginning of `text`; 0 if more bytes must come.
std::size_t sequence_length(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] == 'O') return text.size() < 3 ? 0 : 3;
  if (text[1] != '[') return 1;  // Esc, and then another key
  for (std::size_t i = 2; i < text.size(); ++i) {
    const unsigned char byte = byte_at(text, i);
    if (byte >= 0x40 && byte <= 0x7e) return i + 1;
    if (byte < 0x20 || i >= kLongestSequence) return i;  // cut off by something else
  }
  return 0;
}

std::size_t character_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf5) return 4;
  return 0;  // no first byte of UTF-8
}

// "ESC [1;5A" is Ctrl-Up: the modifier does not matter to us.
std::string without_modifier(std::string_view sequence) {
  const auto semicolon = sequence.find(';');
  if (semicolon == std::string_view::npos || sequence.back() == '~') return std::string(sequence);
  return "[" + std::string(1, sequence.back());
}

std::optional<Key> named(std::string_view sequence) {
  const auto plain = without_modifier(sequence);
  for (const auto& candidate : kNamed) {
    if (candidate.sequence == plain) return Key{candidate.kind};
  }
  return std::nullopt;
}

Key of_byte(unsigned char byte) {
  switch (byte) {
    case '\r':
    case '\n':
      return {Key::Kind::enter};
    case '\t':
      return {Key::Kind::tab};
    case 0x7f:
    case 0x08:
      return {Key::Kind::backspace};
    case 0x0c:
      return {Key::Kind::redraw};
    default:
      return {Key::Kind::character, byte};
  }
}

// Nothing if the bytes are no UTF-8.
std::optional<Key> of_character(std::string_view bytes) {
  if (bytes.size() == 1) return of_byte(byte_at(bytes, 0));
  char32_t code = byte_at(bytes, 0) & (0xffu >> (bytes.size() + 1));
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    if ((byte_at(bytes, i) & 0xc0u) != 0x80u) return std::nullopt;
    code = (code << 6) | (byte_at(bytes, i) & 0x3fu);
  }
  return Key{Key::Kind::character, code};
}

}  // namespace

std::string text_of(const Key& key) {
  const char32_t code = key.character;
  if (key.kind != Key::Kind::character || code < 0x20 || (code >= 0x7f && code < 0xa0)) return {};
  if (code < 0x80) return {static_cast<char>(code)};
  std::string text;
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr std::array<unsigned, 4> kLead{0, 0xc0, 0xe0, 0xf0};
  text += static_cast<char>(kLead[static_cast<std::size_t>(more)] | (code >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) {
    text += static_cast<char>(0x80u | ((code >> (6 * i)) & 0x3fu));
  }
  return text;
}

std::vector<Key> KeyReader::read(std::string_view bytes) {
  waiting_ += bytes;
  std::vector<Key> keys;
  std::string_view rest = waiting_;
  while (!rest.empty()) {
    std::size_t length = 1;
    std::optional<Key> key;
    if (rest[0] == kEscape) {
      length = sequence_length(rest);
      if (length == 0) break;
      const auto sequence = rest.substr(1, length - 1);
      if (sequence == "[200~" || sequence == "[201~") pasting_ = sequence == "[200~";
      key = length == 1 ? Key{Key::Kind::escape} : named(sequence);
    } else {
      length = character_length(byte_at(rest, 0));
      if (length > rest.size()) break;
      if (length > 0) key = of_character(rest.substr(0, length));
      if (!key) length = 1;  // go on at the next byte
    }
    if (key) keys.push_back({key->kind, key->character, pasting_});
    rest.remove_prefix(length);
  }
  waiting_ = std::string(rest);
  return keys;
}

std::vector<Key> KeyReader::finish() {
  const bool escape = std::exchange(waiting_, {}) == std::string(1, kEscape);
  return escape ? std::vector<Key>{{Key::Kind::escape}} : std::vector<Key>{};
}

}  // namespace threadlings::runner
