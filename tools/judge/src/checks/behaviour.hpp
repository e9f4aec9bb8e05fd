// The checks `test` and `tsan`: the lesson's behaviour tests, under AddressSanitizer or
// ThreadSanitizer.
#pragma once

#include "checks/attempt.hpp"

namespace threadlings {

void judge_tests(Attempt& attempt);

}  // namespace threadlings
