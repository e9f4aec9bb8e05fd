#include "atomic_wait.hpp"

#include "scheduler.hpp"
#include "weak_atomics.hpp"

namespace threadlings::explorer {

STATE WaitFunction wait_functions[kMaxWaitFunctions];
STATE unsigned wait_function_count;
STATE std::uintptr_t wait_functions_low, wait_functions_high;

void add_atomic_wait(std::uintptr_t low, std::uintptr_t high, bool takes) {
  if (wait_function_count == kMaxWaitFunctions) return;
  if (!wait_function_count || low < wait_functions_low) wait_functions_low = low;
  if (high > wait_functions_high) wait_functions_high = high;
  wait_functions[wait_function_count++] = {low, high, takes, false};
}

void start_quiet(const void* pc) {
  Thread& self = rt.self();
  auto address = reinterpret_cast<std::uintptr_t>(pc);
  self.quiet = self.depth;
  self.wait_object = 0;
  for (unsigned i = 0; i < wait_function_count; ++i)
    if (address - wait_functions[i].low < wait_functions[i].high - wait_functions[i].low)
      self.wait_function = &wait_functions[i];
}

// A struct, say, of four bytes. Steps were taken for independent that are not: the search starts
// again.
void note_proxied() {
  Thread& self = rt.self();
  if (self.wait_function->proxied) return;
  self.wait_function->proxied = true;
  rt.new_racy = true;
}

bool quiet_access(std::uintptr_t address, unsigned size, bool write) {
  Thread& self = rt.self();
  if (in_pool(address)) return true;
  if (self.wait_object) {
    if (write && self.wait_object == address) this_step().touch[0].write = true;
    return true;
  }
  // The look, the decision to wait and the waiting are one step. Waiters that libstdc++ puts on
  // its table (those of atomics that are no int) are all in one queue; where the table is the
  // compiled library's, see library_wait.cpp.
  self.wait_object = address;
  const bool own_queue = !rt.pool_low || (size == 4 && !self.wait_function->proxied);
  self.wait_queue = own_queue ? address | 1 : rt.pool_low | 1;
  Action action;
  action.op = Op::wait;
  action.object = address;
  action.touch[0] = {address, self.wait_function->takes};
  action.touch[1] = {self.wait_queue, true};
  if (rt.weak) keep_ordered(address);
  visible(action);
  this_step().touch[0].write = write;
  return true;
}

}  // namespace threadlings::explorer
