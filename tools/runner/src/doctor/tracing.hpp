// May a program here watch the system calls of its children? The check `faults` does.
#pragma once

#include <string>

#include "doctor/finding.hpp"

namespace threadlings::runner {

// Watches one call of one child, with ptrace(2) and a seccomp(2) filter.
Finding examine_tracing();

// What to do if it is refused. `scope` is kernel.yama.ptrace_scope, 0 where there is none.
std::string how_to_allow_tracing(int scope);

}  // namespace threadlings::runner
