// Text in columns.
#pragma once

#include <algorithm>
#include <string>

namespace threadlings::report {

// Characters on the screen: bytes that do not continue one (UTF-8).
inline std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

inline std::string padded(std::string text, std::size_t to) {
  const std::size_t now = width(text);
  if (now < to) text.append(to - now, ' ');
  return text;
}

inline std::string shortened(const std::string& text, std::size_t limit) {
  if (width(text) <= limit) return text;
  std::size_t bytes = 0;
  for (std::size_t seen = 0; bytes < text.size(); ++bytes)
    if ((text[bytes] & 0xC0) != 0x80 && seen++ == limit - 1) break;
  return text.substr(0, bytes) + "…";
}

}  // namespace threadlings::report
