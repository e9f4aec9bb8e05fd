// The heap of the code under test. Each thread has its own arena, at the same addresses in every
// run, from which memory is taken and never reused: so addresses do not depend on how threads
// interleave, and every use of freed memory is seen.
#pragma once

#include <cstddef>
#include <cstdint>

namespace threadlings::explorer {

void set_up_heap();
void start_heap();   // of a new run
void check_leaks();  // at the end of a complete run; may fail it

inline constexpr std::uintptr_t kHeapLow = 0x6000'0000'0000;
inline constexpr std::size_t kArenaSize = 64 << 20;
inline constexpr std::uintptr_t kHeapHigh = kHeapLow + 64 * kArenaSize;

inline bool on_heap(std::uintptr_t address) {
  return address - kHeapLow < kHeapHigh - kHeapLow;
}

// For the learner: allocates, or returns null; frees. `pc` is who asked.
void* take_memory(std::size_t size, std::size_t alignment, const void* pc);
void give_memory(void* p, const void* pc);

// For each 16 bytes of the heap: how many of them are allocated (1 to 16), 0, or kGone (freed).
inline constexpr std::size_t kGranule = 16;
inline constexpr std::uint8_t kGone = 0xFD;
extern std::uint8_t* granules;

// Are these bytes outside of the heap, or allocated?
inline bool is_alive(std::uintptr_t address, std::size_t size) {
  if (!on_heap(address)) return true;
  const std::uintptr_t last = address + size - 1;
  const std::uint8_t state = granules[(last - kHeapLow) / kGranule];
  return state != kGone && state > last % kGranule;
}

// Fails the run if these bytes of the heap are not (or no longer) allocated.
[[noreturn]] void fail_not_alive(std::uintptr_t address, std::size_t size);
inline void check_alive(std::uintptr_t address, std::size_t size) {
  if (!is_alive(address, size)) fail_not_alive(address, size);
}

}  // namespace threadlings::explorer
