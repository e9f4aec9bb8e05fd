// The check `faults`: the tests of faults.cpp, under the fault explorer.
#pragma once

#include "checks/attempt.hpp"

namespace threadlings {

// Precondition: attempt.build is the program of this check.
void judge_fault_search(Attempt& attempt);

}  // namespace threadlings
