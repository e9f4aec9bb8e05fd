// Says in the learner's words why an answer did not compile or link.
#pragma once

#include "checks/attempt.hpp"

namespace threadlings {

// Precondition: attempt.build failed without a time-out.
void explain_compiler_errors(Attempt& attempt);

}  // namespace threadlings
