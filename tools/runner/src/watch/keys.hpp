// What was typed, as keys: terminals send bytes, and several bytes for an arrow.
//
// Purpose:        turns the bytes of a terminal in raw mode into keys, whatever pieces they come
//                 in.
// Thread safety:  one reader per thread; `Key` is a plain value.
// Errors:         bytes that mean nothing are dropped, never repeated as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace threadlings::runner {

struct Key {
  enum class Kind {
    character,  // see `character`
    up,
    down,
    left,
    right,
    page_up,
    page_down,
    home,
    end,
    enter,
    escape,
    backspace,
    erase,  // the key "delete"
    tab,
    redraw,  // Ctrl-L
  };
  Kind kind = Kind::character;
  char32_t character = 0;  // only for Kind::character; Ctrl-U is U+0015
  bool pasted = false;     // was part of a pasted text, not typed

  bool is(char32_t wanted) const { return kind == Kind::character && character == wanted; }
  bool operator==(const Key&) const = default;
};

// As UTF-8; empty for a key that is no printable character.
std::string text_of(const Key& key);

class KeyReader {
 public:
  // The keys that are complete with these bytes.
  std::vector<Key> read(std::string_view bytes);

  // True after an escape byte that may be the key Esc or the beginning of a longer sequence. When
  // nothing follows for a moment, it was the key: `finish` gives it.
  bool unfinished() const { return !waiting_.empty(); }
  std::vector<Key> finish();

 private:
  std::string waiting_;  // the beginning of a key
  bool pasting_ = false;
};

}  // namespace threadlings::runner
