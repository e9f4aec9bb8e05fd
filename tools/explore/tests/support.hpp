// Shared by the explorer's tests.
#pragma once

#include <gtest/gtest.h>

#include "threadlings/explore.hpp"

namespace threadlings::testing_support {

inline constexpr Mode kAllModes[] = {Mode::exhaustive,  Mode::plain,    Mode::bounded,
                                     Mode::random_walk, Mode::pct,      Mode::pos,
                                     Mode::surw,        Mode::automatic};

inline Options quiet(Mode mode = Mode::exhaustive) {
  Options options;
  options.mode = mode;
  options.quiet = true;
  if (mode != Mode::exhaustive && mode != Mode::plain && mode != Mode::automatic)
    options.max_interleavings = 2'000;
  return options;
}

// No choices besides those of threads: for counts that one can draw.
inline Options bare(Mode mode) {
  Options options = quiet(mode);
  options.spurious_wakeups = options.weak_cas_failures = options.early_timeouts = 0;
  return options;
}

}  // namespace threadlings::testing_support
