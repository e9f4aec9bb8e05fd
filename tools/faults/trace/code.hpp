// Where in the program's code a stopped process is.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace threadlings::faulting {

// All of this looks at the code of this process, of which the other is a copy.

// Return addresses in the program itself (not in libraries), innermost first.
std::vector<std::uint64_t> stack_of(pid_t task, std::uint64_t stack_pointer);

std::string function_at(std::uint64_t address);  // "" if unknown

// Who called the C library's function that makes this system call. Since glibc 2.41 write() and its
// like make it through functions of glibc's own, which look whether the thread is cancelled.
std::uint64_t caller_of_wrapper(pid_t task, std::uint64_t instruction_pointer,
                                std::uint64_t stack_pointer);
std::uint64_t load_address();

}  // namespace threadlings::faulting
