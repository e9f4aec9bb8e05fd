// Shared by the fault explorer's tests.
#pragma once

#include <gtest/gtest.h>

#include "threadlings/faults.hpp"

namespace threadlings::testing_support {

inline FaultResult tried(const std::function<void()>& scenario, FaultOptions options = {}) {
  options.quiet = true;
  return faults(scenario, options);
}

}  // namespace threadlings::testing_support
