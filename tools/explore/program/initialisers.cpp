// A program's constructors may start threads, lock mutexes and allocate, so they belong to each
// run. The loader would call them once, before main. But before those it calls what is in
// .preinit_array, and there the list of constructors is moved out of its sight.
#include "initialisers.hpp"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

#include "../runtime/runtime.hpp"

using Initialiser = void (*)(int, char**, char**);

extern "C" {
// From the linker: the program's constructors, in order.
extern Initialiser __init_array_start[] __attribute__((visibility("hidden")));
extern Initialiser __init_array_end[] __attribute__((visibility("hidden")));
}

namespace threadlings::explorer {

namespace {

STATE Initialiser* saved;
STATE std::size_t count;

void nothing(int, char**, char**) {}

// The list is read-only when the program starts.
void make_writable(void* low, void* high, int protection) {
  const std::uintptr_t page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const std::uintptr_t first = reinterpret_cast<std::uintptr_t>(low) & ~(page - 1);
  const std::uintptr_t end = (reinterpret_cast<std::uintptr_t>(high) + page - 1) & ~(page - 1);
  if (mprotect(reinterpret_cast<void*>(first), end - first, protection))
    die("cannot put the program's constructors aside");
}

void put_aside(int, char**, char**) {
  count = static_cast<std::size_t>(__init_array_end - __init_array_start);
  if (!count) return;
  saved = static_cast<Initialiser*>(reserve(0, count * sizeof(Initialiser)));
  make_writable(__init_array_start, __init_array_end, PROT_READ | PROT_WRITE);
  for (std::size_t i = 0; i < count; ++i) {
    saved[i] = __init_array_start[i];
    __init_array_start[i] = nothing;
  }
}

__attribute__((section(".preinit_array"), used)) Initialiser first_of_all = put_aside;

}  // namespace

void run_initialisers(int argument_count, char** arguments, char** environment) {
  for (std::size_t i = 0; i < count; ++i) saved[i](argument_count, arguments, environment);
}

}  // namespace threadlings::explorer
