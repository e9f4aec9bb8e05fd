// What the tracer changes in a stopped process: the only code that knows the machine.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace threadlings::faulting {

// At the entry of a call.
bool skip_call(pid_t task);                                       // it is not made
bool set_argument(pid_t task, unsigned index, std::uint64_t to);  // also at its exit
bool keeps_first_argument();  // at its exit, or is the result in its place?

// At its exit.
bool set_result(pid_t task, std::int64_t to);
bool repeat_call(pid_t task, long number);  // makes the call `number` when it goes on

// The address that the function which makes the system call will return to, if it has pushed
// nothing.
std::uint64_t caller_of(pid_t task, std::uint64_t stack_pointer);

// Of the call before a return address, in this process: what it calls; 0 if its code does not say.
std::uint64_t target_of_call(std::uint64_t return_address);

// If the code at this address, in this process, gives its frame back and returns: how large the
// frame is, in bytes; else -1.
int frame_given_back(std::uint64_t address);

// Whether the instruction before `address`, in this process, is a call.
bool follows_call(std::uint64_t address);

}  // namespace threadlings::faulting
