// One run of the scenario under the tracer: one process at a time.
#pragma once

#include "../trace/proc.hpp"
#include "fault.hpp"
#include "record.hpp"
#include "subject.hpp"

namespace threadlings::faulting {

struct Limits {
  std::uint32_t max_calls = 5000;
  bool whole_program = false;
  bool look_closely = false;  // at descriptors: for the plan of faults
};

Record run(Origin& origin, Order order, const Fault& fault, const Limits& limits);

}  // namespace threadlings::faulting
