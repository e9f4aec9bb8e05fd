// Memory that is neither the run's heap nor its globals, stacks and thread_locals: what a scenario
// captured by reference, say. Runs may leave pointers to their heap there, which are no leaks.
#pragma once

#include <cstdint>

namespace threadlings::explorer {

// The run's heap and stacks lie between these.
inline constexpr std::uintptr_t kOwnMemoryLow = 0x6000'0000'0000;
inline constexpr std::uintptr_t kOwnMemoryHigh = 0x6200'0000'0000;

void start_foreign();  // of a new run
void note_foreign_write(std::uintptr_t address);

// Calls mark(low, high) for each stretch that was written to; false: there were too many.
bool for_each_foreign(void (*mark)(const void* low, const void* high));

}  // namespace threadlings::explorer
