// operator new and delete, so that reports name the line that called them and not libstdc++'s.
// Weak, because a program may replace them itself ([replacement.functions]); then its own are used.
#include <cstdlib>
#include <new>

#include "heap.hpp"
#include "runtime.hpp"

using namespace threadlings::explorer;

namespace {

void* allocate(std::size_t size, std::size_t alignment, const void* pc) {
  if (modelled(pc)) return take_memory(size, alignment, pc);
  return alignment > 16 ? aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment)
                        : malloc(size ? size : 1);
}

void* allocate_or_throw(std::size_t size, std::size_t alignment, const void* pc) {
  void* p = allocate(size, alignment, pc);
  if (!p) throw std::bad_alloc();
  return p;
}

void release(void* p, const void* pc) {
  if (on_heap(reinterpret_cast<std::uintptr_t>(p)))
    give_memory(p, pc);
  else
    free(p);
}

std::size_t number(std::align_val_t alignment) {
  return static_cast<std::size_t>(alignment);
}

}  // namespace

#define PC __builtin_return_address(0)
#define WEAK __attribute__((weak))

WEAK void* operator new(std::size_t n) {
  return allocate_or_throw(n, 16, PC);
}
WEAK void* operator new[](std::size_t n) {
  return allocate_or_throw(n, 16, PC);
}
WEAK void* operator new(std::size_t n, const std::nothrow_t&) noexcept {
  return allocate(n, 16, PC);
}
WEAK void* operator new[](std::size_t n, const std::nothrow_t&) noexcept {
  return allocate(n, 16, PC);
}
WEAK void* operator new(std::size_t n, std::align_val_t a) {
  return allocate_or_throw(n, number(a), PC);
}
WEAK void* operator new[](std::size_t n, std::align_val_t a) {
  return allocate_or_throw(n, number(a), PC);
}
WEAK void operator delete(void* p) noexcept {
  release(p, PC);
}
WEAK void operator delete[](void* p) noexcept {
  release(p, PC);
}
WEAK void operator delete(void* p, std::size_t) noexcept {
  release(p, PC);
}
WEAK void operator delete[](void* p, std::size_t) noexcept {
  release(p, PC);
}
WEAK void operator delete(void* p, std::align_val_t) noexcept {
  release(p, PC);
}
WEAK void operator delete[](void* p, std::align_val_t) noexcept {
  release(p, PC);
}
WEAK void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  release(p, PC);
}
WEAK void operator delete[](void* p, std::size_t, std::align_val_t) noexcept {
  release(p, PC);
}
WEAK void operator delete(void* p, const std::nothrow_t&) noexcept {
  release(p, PC);
}
WEAK void operator delete[](void* p, const std::nothrow_t&) noexcept {
  release(p, PC);
}
