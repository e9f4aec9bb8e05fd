// The hooks that -fsanitize=thread puts into the code under test, except those for atomics.
// (Interface: LLVM compiler-rt, lib/tsan/rtl/tsan_interface.h; also emitted by GCC. All of it, with
// what becomes of each entry point, is listed in tsan_interface.txt.)
#include "atomic_wait.hpp"
#include "check.hpp"
#include "runtime.hpp"

using namespace threadlings::explorer;

namespace {

inline void plain(const volatile void* p, std::size_t size, bool write, const void* pc) {
  auto address = reinterpret_cast<std::uintptr_t>(p);
  if (!rt.learner || !size || check_simple(address, size, write)) return;
  Inside inside;
  check_plain(address, size, write, pc);
}

}  // namespace

#define PC __builtin_return_address(0)

extern "C" {

void __tsan_init() {}

void __tsan_func_entry(void* call_site) {
  if (!rt.learner) return;
  Thread& self = rt.self();
  if (self.depth < kMaxFrames) self.frames[self.depth] = call_site;
  ++self.depth;
  if (!self.quiet && enters_atomic_wait(PC)) start_quiet(PC);
}

void __tsan_func_exit() {
  if (!rt.learner) return;
  Thread& self = rt.self();
  if (self.depth) --self.depth;
  if (self.quiet > self.depth) self.quiet = 0;
}

#define ACCESS(size)                                    \
  void __tsan_read##size(void* p) {                     \
    plain(p, size, false, PC);                          \
  }                                                     \
  void __tsan_write##size(void* p) {                    \
    plain(p, size, true, PC);                           \
  }                                                     \
  void __tsan_unaligned_read##size(void* p) {           \
    plain(p, size, false, PC);                          \
  }                                                     \
  void __tsan_unaligned_write##size(void* p) {          \
    plain(p, size, true, PC);                           \
  }                                                     \
  void __tsan_volatile_read##size(void* p) {            \
    plain(p, size, false, PC);                          \
  }                                                     \
  void __tsan_volatile_write##size(void* p) {           \
    plain(p, size, true, PC);                           \
  }                                                     \
  void __tsan_unaligned_volatile_read##size(void* p) {  \
    plain(p, size, false, PC);                          \
  }                                                     \
  void __tsan_unaligned_volatile_write##size(void* p) { \
    plain(p, size, true, PC);                           \
  }                                                     \
  void __tsan_read_write##size(void* p) {               \
    plain(p, size, true, PC);                           \
  }                                                     \
  void __tsan_unaligned_read_write##size(void* p) {     \
    plain(p, size, true, PC);                           \
  }                                                     \
  void __tsan_read##size##_pc(void* p, void* pc) {      \
    plain(p, size, false, pc);                          \
  }                                                     \
  void __tsan_write##size##_pc(void* p, void* pc) {     \
    plain(p, size, true, pc);                           \
  }
ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)
#undef ACCESS

void __tsan_read_range(void* p, long size) {
  plain(p, static_cast<std::size_t>(size), false, PC);
}
void __tsan_write_range(void* p, long size) {
  plain(p, static_cast<std::size_t>(size), true, PC);
}
void __tsan_read_range_pc(void* p, long size, void* pc) {
  plain(p, static_cast<std::size_t>(size), false, pc);
}
void __tsan_write_range_pc(void* p, long size, void* pc) {
  plain(p, static_cast<std::size_t>(size), true, pc);
}

// An access inside a library that has no hooks; it stands for the whole object at `p`.
void __tsan_external_read(void* p, void* caller, void*) {
  plain(p, 1, false, caller);
}
void __tsan_external_write(void* p, void* caller, void*) {
  plain(p, 1, true, caller);
}

// A constructor or destructor sets the pointer to the virtual functions. Setting it to what it is
// already is no race: destructors of final classes do it all the time.
void __tsan_vptr_update(void** p, void* value) {
  if (*p != value) plain(p, sizeof *p, true, PC);
}
void __tsan_vptr_read(void** p) {
  plain(p, sizeof *p, false, PC);
}
}
