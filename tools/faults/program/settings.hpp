// What the environment chooses for a whole program.
#pragma once

#include "threadlings/faults.hpp"

namespace threadlings::faulting {

struct Settings {
  bool explore = true;  // false: the program runs once, plainly
  FaultOptions options;
};

// THREADLINGS_FAULTS=off, THREADLINGS_FAULTS_INTERRUPTED=0 and so on.
Settings settings_from_environment();

}  // namespace threadlings::faulting
