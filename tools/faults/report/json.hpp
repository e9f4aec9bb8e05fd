// A result for machines: one line.
#pragma once

#include <string>

#include "story.hpp"
#include "threadlings/faults.hpp"

namespace threadlings::faulting {

std::string as_json(const FaultResult& result, const std::string& test, const Story* story);

}  // namespace threadlings::faulting
