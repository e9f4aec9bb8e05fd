// Names of functions and variables, from the program's own symbol table.
#pragma once

#include <cstdint>
#include <string>

namespace threadlings::explorer {

void set_up_symbols();  // also finds the functions that atomic_wait.hpp speaks of

std::string function_at(const void* pc);          // mangled, or ""
std::string variable_at(std::uintptr_t address);  // readable, or ""
std::uint64_t build_hash();                       // of the program's code
std::uintptr_t load_address();                    // what to subtract for addr2line

}  // namespace threadlings::explorer
