// Shared by the fault explorer's tests.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>

#include "threadlings/faults.hpp"

namespace threadlings::testing_support {

inline FaultResult tried(const std::function<void()>& scenario, FaultOptions options = {}) {
  options.quiet = true;
  return faults(scenario, options);
}

// Memory that outlives a run: zeros at first.
inline void* shared_page() {
  return mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

}  // namespace threadlings::testing_support
