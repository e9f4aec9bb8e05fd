// The hints of a lesson, from its README.
#pragma once

#include <string>
#include <vector>

#include "threadlings/judge/lesson.hpp"

namespace threadlings::runner {

// The texts below `## Hint 1`, `## Hint 2`, ... of a README; a heading inside a code block is none.
std::vector<std::string> hints_in(const std::string& readme);

}  // namespace threadlings::runner
