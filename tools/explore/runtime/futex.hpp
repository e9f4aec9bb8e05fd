// Waiting in the kernel until a word changes, for those who do it on others' behalf.
#pragma once

#include <cstdint>

namespace threadlings::explorer {

struct Watched {
  std::uintptr_t address;
  unsigned size;  // 1, 2, 4 or 8 bytes
  std::uint64_t expected;
};

bool has_changed(const Watched& word);

// Sleeps at `address`, mostly the word's own, if the word is as expected, until somebody wakes it:
// 0; EAGAIN if the word differs; ETIMEDOUT at the deadline (of the virtual clock, in nanoseconds;
// kNever: none). Call neither of these Inside.
int wait_for_change(const Watched& word, std::uintptr_t address, std::int64_t deadline,
                    const void* pc);

// Wakes up to `limit` of those who sleep at this address; says how many.
int wake_some(std::uintptr_t address, int limit, const void* pc);

}  // namespace threadlings::explorer
