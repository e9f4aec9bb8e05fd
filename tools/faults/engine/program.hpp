// The entry for whole programs.
#pragma once

#include <functional>

#include "threadlings/faults.hpp"

namespace threadlings::faulting {

// `program` ends by exit; what it prints and its status are what is observed.
FaultResult explore_program(const std::function<void()>& program, const FaultOptions& options);

}  // namespace threadlings::faulting
