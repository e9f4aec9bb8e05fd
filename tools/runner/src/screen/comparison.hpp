// The learner's answer beside ours, line by line.
#pragma once

#include <string>
#include <vector>

#include "terminal.hpp"
#include "threadlings/judge/lesson.hpp"

namespace threadlings::runner {

// Painted lines for all files of the answer. Files that are not there, or far too long to compare,
// are said to be so.
std::vector<std::string> comparison_lines(const Terminal& terminal, const Lesson& lesson);

}  // namespace threadlings::runner
