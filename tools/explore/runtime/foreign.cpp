#include "foreign.hpp"

#include "runtime.hpp"

namespace threadlings::explorer {

namespace {

constexpr unsigned kMost = 256;
STATE std::uintptr_t words[kMost];
STATE unsigned count;

bool is_thread_local(std::uintptr_t address) {
  const char *low, *high;
  for (unsigned i = 0; i < rt.count; ++i) {
    find_thread_locals(rt.threads[i].context.thread_pointer, low, high);
    if (address - reinterpret_cast<std::uintptr_t>(low) < static_cast<std::uintptr_t>(high - low))
      return true;
  }
  return false;
}

}  // namespace

void start_foreign() {
  count = 0;
}

void note_foreign_write(std::uintptr_t address) {
  const std::uintptr_t word = address & ~std::uintptr_t{7};
  for (unsigned i = 0; i < count && i < kMost; ++i)
    if (words[i] == word) return;
  if (is_thread_local(address)) return;
  if (count < kMost) words[count] = word;
  ++count;
}

bool for_each_foreign(void (*mark)(const void* low, const void* high)) {
  for (unsigned i = 0; i < count && i < kMost; ++i)
    mark(reinterpret_cast<void*>(words[i]), reinterpret_cast<void*>(words[i] + 8));
  return count <= kMost;
}

}  // namespace threadlings::explorer
