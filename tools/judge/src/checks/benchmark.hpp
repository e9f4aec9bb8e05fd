// The check `bench`: whether an answer is fast enough, judged by ratios (gate.hpp).
#pragma once

#include "checks/attempt.hpp"

namespace threadlings {

void judge_benchmark(Attempt& attempt);

}  // namespace threadlings
