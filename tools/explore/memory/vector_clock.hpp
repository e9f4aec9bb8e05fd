// Vector clocks: what each thread has seen of every other one (Mattern 1989; Fidge 1988).
#pragma once

#include <cstdint>

namespace threadlings::explorer {

inline constexpr unsigned kMaxThreads = 64;

// Only the first `size` entries are held; the others are zero. Plain data, so that pools of clocks
// need no construction.
struct VectorClock {
  std::uint32_t size;
  std::uint32_t at[kMaxThreads];

  std::uint32_t operator[](unsigned thread) const { return thread < size ? at[thread] : 0; }

  void clear() { size = 0; }

  void set(unsigned thread, std::uint32_t value) {
    while (size <= thread) at[size++] = 0;
    at[thread] = value;
  }

  void join(const VectorClock& other) {
    while (size < other.size) at[size++] = 0;
    for (unsigned i = 0; i < other.size; ++i)
      if (other.at[i] > at[i]) at[i] = other.at[i];
  }

  void assign(const VectorClock& other) {
    size = other.size;
    for (unsigned i = 0; i < size; ++i) at[i] = other.at[i];
  }
};

}  // namespace threadlings::explorer
