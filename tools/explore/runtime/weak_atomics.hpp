// Atomic operations with weak memory (Options::memory is rc11): which store a load reads, and where
// a store goes in modification order, are choices of the search. See memory/rc11.hpp.
#pragma once

#include "../memory/rc11.hpp"
#include "runtime.hpp"

namespace threadlings::explorer {

using rc11::Value;

// What the first thread does before it starts others, everybody will have seen.
inline bool weak_here() {
  return rt.weak && rt.count > 1;
}

void start_weak_exploration();
void start_weak_run();
const rc11::Graph& weak_graph();

struct WeakAtomic {
  std::uintptr_t address;
  unsigned size;
};

Value weak_load(const WeakAtomic& atomic, int order);
void weak_store(const WeakAtomic& atomic, int order, Value value);

// The halves of a read-modify-write. If `expected` is given, it is only written to where that is
// the value read.
struct WeakRead {
  Value value;
  std::uint32_t store;
};
WeakRead weak_read_to_modify(const WeakAtomic& atomic, const Value* expected);
void weak_modify(const WeakAtomic& atomic, const WeakRead& read, int order, Value value);
void weak_leave(const WeakAtomic& atomic, const WeakRead& read, int order);  // not written to

// A fence, when it has acquired, and when it has released.
void weak_fence(int order);
void weak_fence_done(int order);

// The running thread has gone round a loop and is where it was (see spin.hpp). To read the same
// again would lead nowhere: its next load of something that has a newer store reads a newer one.
void see_newer();

// Steps on one atomic need not be ordered to see all that may happen, because whether a load sees a
// store is a choice, whoever comes first. Unless threads sleep until it changes.
bool is_unordered(std::uintptr_t address);
void keep_ordered(std::uintptr_t address);

// For a search that lets the pending load of a thread read only stores from number `floor` on:
// which are there now?
enum class Readable { none, some, newest };
Readable readable(unsigned thread, std::uint32_t floor);
std::uint32_t stores_before(unsigned thread);  // the pending load

}  // namespace threadlings::explorer
