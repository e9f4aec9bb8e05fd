// std::atomic::wait and notify, and what is built on them: std::latch, std::barrier and
// std::counting_semaphore.
//
// libstdc++ implements them in headers: it spins, counts waiters in a table that all atomics share,
// and then calls futex. Taken literally that is some nineteen steps with dependences between
// unrelated atomics. So inside std::__atomic_wait_address* and std::__atomic_notify_address* only
// the first look at the atomic, and futex itself, are steps; everything else is quiet. Since
// libstdc++ 16 the sleeping and waking is in the compiled library (library_wait.cpp).
#pragma once

#include <cstdint>

#include "runtime.hpp"

namespace threadlings::explorer {

void add_atomic_wait(std::uintptr_t low, std::uintptr_t high, bool takes);  // found in the program

struct WaitFunction {
  std::uintptr_t low, high;
  bool takes;    // the condition that it waits for also decrements: a semaphore
  bool proxied;  // it waits at libstdc++'s table, although its object is as large as a futex
};
inline constexpr unsigned kMaxWaitFunctions = 64;
extern WaitFunction wait_functions[kMaxWaitFunctions];
extern unsigned wait_function_count;

extern std::uintptr_t wait_functions_low, wait_functions_high;  // around all of them

inline bool enters_atomic_wait(const void* pc) {
  auto address = reinterpret_cast<std::uintptr_t>(pc);
  if (address - wait_functions_low >= wait_functions_high - wait_functions_low) return false;
  for (unsigned i = 0; i < wait_function_count; ++i)
    if (address - wait_functions[i].low < wait_functions[i].high - wait_functions[i].low)
      return true;
  return false;
}

void start_quiet(const void* pc);

// The running thread's wait turns out to be at libstdc++'s table: that is known from the next run
// on.
void note_proxied();

inline bool in_pool(std::uintptr_t address) {
  return address - rt.pool_low < rt.pool_high - rt.pool_low;
}

// An atomic access inside the machinery. True: it needs no step of its own.
bool quiet_access(std::uintptr_t address, unsigned size, bool write);

// libstdc++ skips the notification when its table says that nobody waits, and then there would be
// no step that a later wait could be ordered after: so the table always says that somebody does.
inline bool is_waiter_count(std::uintptr_t address) {
  return in_pool(address) && !((address - rt.pool_low) & 64);
}

}  // namespace threadlings::explorer
