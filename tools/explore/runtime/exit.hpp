// The end of a whole program: exit handlers, and the threads that still run.
#pragma once

#include <cstdint>

namespace threadlings::explorer {

void start_exit_handlers();  // of a new run
void add_exit_handler(void (*function)(void*), void* argument);

// The running thread ends the program; `handlers`: as exit() does, with all that is to be done at
// exit. Threads that are still alive go on: whatever they do now they could have done before.
[[noreturn]] void end_program(int status, bool handlers, const void* pc);

// What was left of the stack below the caller of main when that returned, in copy.
inline constexpr unsigned kFramesOfMain = 512;
extern std::uintptr_t frames_of_main[kFramesOfMain];

}  // namespace threadlings::explorer
