// Virtual time: it stands still while any thread can run, and jumps when all of them wait.
#pragma once

#include <time.h>

#include <cstdint>

namespace threadlings::explorer {

// Nanoseconds of the virtual clock for a point in time of one of the system's clocks.
std::int64_t deadline_of(clockid_t clock, const timespec* time);

}  // namespace threadlings::explorer
