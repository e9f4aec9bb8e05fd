// Threads as fibers: a stack and a thread pointer (with the TLS block behind it), switched in user
// space. All that depends on the processor is behind this interface.
#pragma once

#include <cstddef>
#include <cstdint>

namespace threadlings::explorer {

struct Context {
  void* stack_pointer;
  std::uintptr_t thread_pointer;
};

// Saves the running context in `from` and goes on in `to`.
void switch_context(Context& from, const Context& to);

// Lets `context` begin in `entry` (which never returns) on the stack that ends at `top`.
void prepare_context(Context& context, char* top, void (*entry)());

std::uintptr_t thread_pointer();

// A new TLS block, complete as the C library wants it. It is borrowed from a real thread that is
// parked for ever, because only the C library knows how to make one.
std::uintptr_t new_thread_area();

// Puts the program's thread_locals in that block back to their initial values.
void reset_thread_locals(std::uintptr_t thread_pointer);

// Where they are.
void find_thread_locals(std::uintptr_t thread_pointer, const char*& low, const char*& high);

void set_up_fibers();

}  // namespace threadlings::explorer
