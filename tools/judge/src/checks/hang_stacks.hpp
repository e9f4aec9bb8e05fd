// Shows where each thread of a program was when it had to be ended.
#pragma once

#include <vector>

#include "checks/attempt.hpp"
#include "events.hpp"

namespace threadlings {

void add_stacks(Attempt& attempt, const std::vector<ThreadStack>& stacks);

}  // namespace threadlings
