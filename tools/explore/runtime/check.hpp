// Accesses of the code under test, on their way to the heap's and the race detector's checks.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../memory/race_detector.hpp"
#include "foreign.hpp"
#include "globals.hpp"
#include "heap.hpp"
#include "runtime.hpp"

namespace threadlings::explorer {

// A plain access; the value is not yet read or written.
void check_plain(std::uintptr_t address, std::size_t size, bool write, const void* pc);

// The block is about to be freed: that conflicts with every other access to it.
void check_free(std::uintptr_t address, std::size_t size);

// A primitive at this address is used.
void check_primitive(const void* p, std::size_t size = 4);

// The first page is never mapped: a null pointer, or a member of a null object.
inline constexpr std::uintptr_t kFirstPage = 4096;

// Plain accesses in a row after which a thread lets others run (`while (!flag);` must end).
inline constexpr std::uint32_t kPatience = 2'000;

// What a thread writes on its own stack is seen when its stack is compared (spin.hpp).
inline void note_write(std::uintptr_t address) {
  Thread& self = rt.self();
  const auto low = reinterpret_cast<std::uintptr_t>(self.stack_low);
  if (address - low < reinterpret_cast<std::uintptr_t>(self.stack_high) - low) return;
  ++self.effects;
  if (address - kOwnMemoryLow >= kOwnMemoryHigh - kOwnMemoryLow &&
      address - globals_low >= globals_size)
    note_foreign_write(address);
}

// Does what check_plain() does, if that is simple; see simple_access(). False: nothing was done.
inline bool check_simple(std::uintptr_t address, std::size_t size, bool write) {
  Thread& self = rt.self();
  if (rt.failed || rt.observer || self.ignores || address < kFirstPage || !is_alive(address, size))
    return false;
  // What is written among the globals for the first time has to be marked.
  const bool local = address - globals_low >= globals_size;
  if (rt.count == 1) {
    if (write && local) note_write(address);
    return !write || local;
  }
  if (self.plain_run >= kPatience || !simple_access(address, size, write, local)) return false;
  ++self.plain_run;
  if (write) note_write(address);
  return true;
}

}  // namespace threadlings::explorer
