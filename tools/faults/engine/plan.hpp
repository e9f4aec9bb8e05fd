// Which faults are tried: those that can happen to the calls of a run without a fault.
#pragma once

#include <vector>

#include "fault.hpp"
#include "record.hpp"
#include "threadlings/faults.hpp"

namespace threadlings::faulting {

struct Plan {
  std::vector<Fault> faults;
  std::uint64_t calls = 0;     // where something can go wrong
  std::uint64_t left_out = 0;  // faults of calls in long loops
};

// With `everything`, none is left out. In the second order only delays, interruptions and what is
// refused differ from the first.
Plan plan(const Record& base, Order order, const FaultOptions& options, bool everything);

}  // namespace threadlings::faulting
