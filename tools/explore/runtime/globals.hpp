// Puts the program's global variables back to what they were before the first run.
#pragma once

#include <cstdint>

namespace threadlings::explorer {

void save_globals();     // at the start of an exploration
void restore_globals();  // after each run

// The range of the program's writable data. Instrumented writes mark what they change; what is
// changed by code without hooks (std::string's, say) is found by comparing now and then.
extern std::uintptr_t globals_low, globals_size;
// The explorer's own data within that range.
extern std::uintptr_t own_low, own_high;
void mark_global(std::uintptr_t address, std::size_t size);

}  // namespace threadlings::explorer
