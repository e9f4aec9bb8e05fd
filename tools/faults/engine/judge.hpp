// What a run means.
#pragma once

#include <string>

#include "fault.hpp"
#include "record.hpp"
#include "threadlings/faults.hpp"

namespace threadlings::faulting {

struct Finding {
  FaultVerdict verdict = FaultVerdict::pass;
  std::string message;
  std::size_t culprit = kNone;  // a call
};

Finding judge(const Record& record, const Fault& fault);

}  // namespace threadlings::faulting
