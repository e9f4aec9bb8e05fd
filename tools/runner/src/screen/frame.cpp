#include "screen/frame.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "screen/text.hpp"

namespace threadlings::runner {

std::string Frame::paint(const Terminal& terminal, const std::vector<std::string>& lines,
                         int columns) {
  std::string bytes = known_ ? "" : "\033[0m\033[2J";
  if (!known_) shown_.clear();
  for (std::size_t i = 0; i < std::max(lines.size(), shown_.size()); ++i) {
    auto line = i < lines.size() ? lines[i] : std::string();
    if (known_ && i < shown_.size() && shown_[i] == line) continue;
    if (!known_ && line.empty()) continue;
    if (!terminal.unicode()) line = in_ascii(line);
    // Behind a full line the cursor stands on its last character, which must not be erased.
    const auto* rest = painted_columns(line) < columns ? "\033[K" : "";
    bytes += fmt::format("\033[{};1H{}\033[0m{}", i + 1, line, rest);
  }
  shown_ = lines;
  known_ = true;
  return bytes;
}

}  // namespace threadlings::runner
