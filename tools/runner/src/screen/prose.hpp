// A lesson's Markdown on a screen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "terminal.hpp"

namespace threadlings::runner {

// Painted lines: paragraphs and lists folded to `width`, code and tables as they are (those may be
// longer than `width`). `text` may be anything; what is no Markdown is shown as it stands.
std::vector<std::string> prose_lines(const Terminal& terminal, std::string_view text, int width);

}  // namespace threadlings::runner
