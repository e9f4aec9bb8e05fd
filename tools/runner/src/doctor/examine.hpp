// Looks at the machine: can it build and judge lessons?
//
// Purpose:        every finding comes from trying, not from guessing: a racy program must be
//                 caught, a clean one must pass.
// Thread safety:  `examine` uses threads itself; call it from one.
// Guarantees:     ends within ten seconds on a machine that works; leaves nothing behind.
#pragma once

#include <vector>

#include "context.hpp"
#include "doctor/finding.hpp"

namespace threadlings::runner {

std::vector<Finding> examine(const Context& context);

}  // namespace threadlings::runner
