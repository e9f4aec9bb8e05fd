// The check `explore`: the tests of interleavings.cpp, under the explorer.
#pragma once

#include "checks/attempt.hpp"

namespace threadlings {

// Precondition: attempt.build is the program of this check.
void judge_exploration(Attempt& attempt);

}  // namespace threadlings
