// memcpy and its relatives. The compiler gives them no hooks, so they are checked here; libstdc++
// calls them too, which is how accesses of std::string and std::vector become visible.
#include <dlfcn.h>
#include <string.h>

#include "check.hpp"
#include "runtime.hpp"
#include "strings.hpp"

namespace threadlings::explorer {

namespace {

using Copy = void*(void*, const void*, std::size_t);
using Fill = void*(void*, int, std::size_t);
STATE Copy* real_copy;
STATE Copy* real_move;
STATE Fill* real_fill;

void check(const void* p, std::size_t size, bool write, const void* pc) {
  if (!size) return;
  Inside inside;
  check_plain(reinterpret_cast<std::uintptr_t>(p), size, write, pc);
}

}  // namespace

void set_up_strings() {
  real_copy = reinterpret_cast<Copy*>(dlsym(RTLD_NEXT, "memcpy"));
  real_move = reinterpret_cast<Copy*>(dlsym(RTLD_NEXT, "memmove"));
  real_fill = reinterpret_cast<Fill*>(dlsym(RTLD_NEXT, "memset"));
}

}  // namespace threadlings::explorer

using namespace threadlings::explorer;
#define PC __builtin_return_address(0)

// Used before the C library's were found; in assembly, since a loop would become a call of memcpy.
#if defined(__x86_64__)
static void copy_bytes(void* to, const void* from, std::size_t size) {
  asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}
static void fill_bytes(void* to, int value, std::size_t size) {
  asm volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(value) : "memory");
}
#else
static void copy_bytes(void* to, const void* from, std::size_t size) {
  auto* t = static_cast<volatile char*>(to);
  auto* f = static_cast<const volatile char*>(from);
  while (size--) *t++ = *f++;
}
static void fill_bytes(void* to, int value, std::size_t size) {
  auto* t = static_cast<volatile char*>(to);
  while (size--) *t++ = static_cast<char>(value);
}
#endif

extern "C" {

void* memcpy(void* to, const void* from, std::size_t size) noexcept {
  if (MODELLED) {
    check(from, size, false, PC);
    check(to, size, true, PC);
  }
  if (real_copy) return real_copy(to, from, size);
  copy_bytes(to, from, size);
  return to;
}

void* memmove(void* to, const void* from, std::size_t size) noexcept {
  if (MODELLED) {
    check(from, size, false, PC);
    check(to, size, true, PC);
  }
  if (!real_move) set_up_strings();
  return real_move(to, from, size);
}

void* memset(void* to, int value, std::size_t size) noexcept {
  if (MODELLED) check(to, size, true, PC);
  if (real_fill) return real_fill(to, value, size);
  fill_bytes(to, value, size);
  return to;
}

// LLVM from 15 on calls these instead, where its own hooks are.
void* __tsan_memcpy(void* to, const void* from, std::size_t size) {
  if (rt.learner) {
    check(from, size, false, PC);
    check(to, size, true, PC);
  }
  if (real_copy) return real_copy(to, from, size);
  copy_bytes(to, from, size);
  return to;
}
void* __tsan_memmove(void* to, const void* from, std::size_t size) {
  if (rt.learner) {
    check(from, size, false, PC);
    check(to, size, true, PC);
  }
  if (!real_move) set_up_strings();
  return real_move(to, from, size);
}
void* __tsan_memset(void* to, int value, std::size_t size) {
  if (rt.learner) check(to, size, true, PC);
  if (real_fill) return real_fill(to, value, size);
  fill_bytes(to, value, size);
  return to;
}
}
