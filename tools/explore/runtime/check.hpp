// Accesses of the code under test, on their way to the heap's and the race detector's checks.
#pragma once

#include <cstddef>
#include <cstdint>

namespace threadlings::explorer {

// A plain access; the value is not yet read or written.
void check_plain(std::uintptr_t address, std::size_t size, bool write, const void* pc);

// The block is about to be freed: that conflicts with every other access to it.
void check_free(std::uintptr_t address, std::size_t size);

// A primitive at this address is used.
void check_primitive(const void* p);

// Plain accesses in a row after which a thread lets others run (`while (!flag);` must end).
inline constexpr std::uint32_t kPatience = 2'000;

}  // namespace threadlings::explorer
