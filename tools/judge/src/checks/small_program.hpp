// `try`: the lesson's small program, run with the answer.
#pragma once

#include "checks/attempt.hpp"

namespace threadlings {

void judge_small_program(Attempt& attempt);

}  // namespace threadlings
