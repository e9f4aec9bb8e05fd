// The ways in which a program ends, and signals.
#pragma once

#include <ucontext.h>

#include <cstdint>
#include <string>

namespace threadlings::explorer {

void watch_process();  // at the start of an exploration
void unwatch_process();

std::string name_of_current();  // "the scenario" or "thread T2"

// For signal handlers: where the code under test was, and how to go on elsewhere instead, on a
// stack that has room. The run must be given up there.
std::uintptr_t program_counter(const ucontext_t& state);
void continue_in(ucontext_t& state, void (*function)());

}  // namespace threadlings::explorer
