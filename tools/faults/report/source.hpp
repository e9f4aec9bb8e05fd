// From code addresses to lines of the source.
#pragma once

#include <cstdint>
#include <vector>

#include "../../report/source_line.hpp"
#include "../engine/record.hpp"

namespace threadlings::faulting {

using report::Line;

// Looks up all calls of a record at once: the innermost line that the learner wrote.
std::vector<Line> lines_of(const Record& record);

}  // namespace threadlings::faulting
