#include "heap.hpp"

#include <errno.h>
#include <malloc.h>

#include <cstring>
#include <string>

#include "../memory/race_detector.hpp"
#include "../report/observer.hpp"
#include "check.hpp"
#include "exit.hpp"
#include "globals.hpp"
#include "scheduler.hpp"
#include "spin.hpp"

extern "C" {  // glibc's allocator under the names that nobody interposes
void* __libc_malloc(std::size_t);
void __libc_free(void*);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace threadlings::explorer {

STATE std::uint8_t* granules;

namespace {

// In front of each block; linked, to find the blocks that are left at the end.
struct Header {
  Header* previous;  // allocated before this one, by the same thread
  std::uint32_t size;
  std::uint16_t state;
  std::uint16_t mark;
};
static_assert(sizeof(Header) == 16);
enum : std::uint16_t { kLive = 0xA11C, kFreed = 0xF4EE };

struct Arena {
  std::size_t used;
  Header* last;
};
STATE Arena arenas[kMaxThreads];
STATE std::uint32_t live_blocks;
STATE unsigned used_arenas;  // the highest thread that allocated, + 1

std::uint8_t* granule_of(std::uintptr_t address) {
  return granules + (address - kHeapLow) / kGranule;
}

Header& header_of(void* p) {
  return static_cast<Header*>(p)[-1];
}

void set_granules(std::uintptr_t address, std::size_t size) {
  std::uint8_t* granule = granule_of(address);
  for (; size >= kGranule; size -= kGranule) *granule++ = kGranule;
  if (size) *granule = static_cast<std::uint8_t>(size);
}

void* allocate(std::size_t size, std::size_t alignment) {
  Arena& arena = arenas[rt.current];
  std::uintptr_t base = kHeapLow + rt.current * kArenaSize;
  std::uintptr_t block = base + arena.used + sizeof(Header) + kGranule;  // a gap catches overruns
  block = (block + alignment - 1) & ~(alignment - 1);
  if (size > kArenaSize || block + size + kGranule > base + kArenaSize) {
    errno = ENOMEM;
    return nullptr;
  }
  if (rt.current >= used_arenas) used_arenas = rt.current + 1;
  arena.used = (block + size - base + kGranule - 1) & ~(kGranule - 1);
  auto* p = reinterpret_cast<void*>(block);
  header_of(p) = {arena.last, static_cast<std::uint32_t>(size), kLive, 0};
  arena.last = &header_of(p);
  set_granules(block, size ? size : 1);
  ++live_blocks;
  return p;
}

void* allocate_for_learner(std::size_t size, std::size_t alignment, const void* pc) {
  Inside inside;
  note_effect();
  void* p = allocate(size, alignment);
  if (p && rt.observer)
    rt.observer->event(Op::allocate, reinterpret_cast<std::uintptr_t>(p),
                       static_cast<unsigned>(size), pc);
  return p;
}

bool is_block(std::uintptr_t address) {
  if (address % kGranule || address - kHeapLow < sizeof(Header)) return false;
  const auto thread = (address - kHeapLow) / kArenaSize;
  if ((address - kHeapLow) % kArenaSize >= arenas[thread].used + kGranule) return false;
  const Header& header = header_of(reinterpret_cast<void*>(address));
  return header.state == kLive || header.state == kFreed;
}

void release(void* p, const void* pc) {
  note_effect();
  auto address = reinterpret_cast<std::uintptr_t>(p);
  if (rt.observer) rt.observer->event(Op::free, address, 0, pc);
  if (!is_block(address)) {
    rt.failure->address = address;
    fail(Verdict::double_free, "this address was never allocated, but is freed");
  }
  Header& header = header_of(p);
  if (header.state == kFreed) {
    rt.failure->address = address;
    fail(Verdict::double_free, "this block is freed a second time");
  }
  check_primitives_within(address, header.size);
  check_free(address, header.size);
  header.state = kFreed;
  --live_blocks;
  memset(granule_of(address), kGone, (header.size + kGranule - 1) / kGranule);
}

// ---- leaks: blocks that no pointer reaches ----

void mark_from(const void* low, const void* high);

void mark_block(std::uintptr_t value) {
  if (!on_heap(value) || !*granule_of(value) || *granule_of(value) == kGone) return;
  const auto thread = (value - kHeapLow) / kArenaSize;
  for (Header* header = arenas[thread].last; header; header = header->previous) {
    char* begin = reinterpret_cast<char*>(header + 1);
    if (value < reinterpret_cast<std::uintptr_t>(begin)) continue;
    if (value - reinterpret_cast<std::uintptr_t>(begin) > header->size || header->mark) return;
    header->mark = 1;
    mark_from(begin, begin + header->size);
    return;
  }
}

void mark_from(const void* low, const void* high) {
  auto* p = reinterpret_cast<const std::uintptr_t*>((reinterpret_cast<std::uintptr_t>(low) + 7) &
                                                    ~std::uintptr_t{7});
  for (; p + 1 <= static_cast<const std::uintptr_t*>(high); ++p) mark_block(*p);
}

// When a program ends, what its main function and its other threads have in hand is no leak.
void mark_from_threads() {
  for (unsigned i = 0; i < rt.count; ++i) {
    const Thread& thread = rt.threads[i];
    if (i && thread.state != Thread::alive) continue;
    mark_from(thread.context.stack_pointer, thread.stack_high);
    const char *low, *high;
    find_thread_locals(thread.context.thread_pointer, low, high);
    mark_from(low, high);
  }
  mark_from(frames_of_main, frames_of_main + kFramesOfMain);
}

const Header* first_unreachable() {
  if (rt.whole_program) mark_from_threads();
  mark_from(reinterpret_cast<void*>(globals_low), reinterpret_cast<void*>(own_low));
  mark_from(reinterpret_cast<void*>(own_high), reinterpret_cast<void*>(globals_low + globals_size));
  for (unsigned i = 0; i < rt.count; ++i)
    for (Header* header = arenas[i].last; header; header = header->previous)
      if (header->state == kLive && !header->mark) return header;
  return nullptr;
}

}  // namespace

void* take_memory(std::size_t size, std::size_t alignment, const void* pc) {
  return allocate_for_learner(size, alignment < kGranule ? kGranule : alignment, pc);
}

void give_memory(void* p, const void* pc) {
  if (!rt.learner) return;  // a leftover of some run: its heap is gone
  Inside inside;
  release(p, pc);
}

void set_up_heap() {
  reserve(kHeapLow, kHeapHigh - kHeapLow);
  granules = static_cast<std::uint8_t*>(reserve(0, (kHeapHigh - kHeapLow) / kGranule));
}

void start_heap() {
  for (unsigned i = 0; i < used_arenas; ++i) {
    Arena& arena = arenas[i];
    if (!arena.used) continue;
    memset(granule_of(kHeapLow + i * kArenaSize), 0, arena.used / kGranule + 2);
    arena = {0, nullptr};
  }
  live_blocks = used_arenas = 0;
}

void check_leaks() {
  const bool first = rt.no_run_ended;
  rt.no_run_ended = false;
  if (!live_blocks || !rt.options->leaks || rt.leaks_always) return;
  if (!for_each_foreign(mark_from)) return;
  const Header* lost = first_unreachable();
  if (!lost) return;
  if (first && rt.forgive_leaks) {
    rt.leaks_always = true;
    return;
  }
  rt.failure->verdict = Verdict::leak;
  rt.failure->message = std::to_string(lost->size) + " bytes are never freed";
  rt.failure->address = reinterpret_cast<std::uintptr_t>(lost + 1);
  rt.end = Runtime::failure_found;
}

// "4 bytes behind a block of 40 bytes", for an access that is in none.
std::string place_outside(std::uintptr_t address, std::size_t size) {
  const Header* nearest = nullptr;
  std::uintptr_t distance = kArenaSize;
  bool behind = false;
  const auto thread = (address - kHeapLow) / kArenaSize;
  for (const Header* header = arenas[thread].last; header; header = header->previous) {
    const auto begin = reinterpret_cast<std::uintptr_t>(header + 1), end = begin + header->size;
    const bool after = address + size > end && address >= begin;
    const std::uintptr_t far = after                    ? (address > end ? address - end : 0)
                               : begin > address + size ? begin - address - size
                                                        : 0;
    if (far >= distance) continue;
    nearest = header;
    distance = far;
    behind = after;
  }
  std::string text = "memory is used out of bounds: ";
  if (!nearest) return text + "no block is near";
  const std::string block = " a block of " + std::to_string(nearest->size) + " bytes";
  if (!distance) return text + (behind ? "right behind" : "right before") + block;
  return text + std::to_string(distance) + " bytes " + (behind ? "behind" : "before") + block;
}

void fail_not_alive(std::uintptr_t address, std::size_t size) {
  const std::uint8_t state = *granule_of(address + size - 1);
  rt.failure->address = address;
  rt.failure->size = static_cast<std::uint32_t>(size);
  if (*granule_of(address) == kGone || state == kGone)
    fail(Verdict::use_after_free, "memory is used after it was freed");
  fail(Verdict::use_after_free, place_outside(address, size));
}

}  // namespace threadlings::explorer

using namespace threadlings::explorer;

extern "C" {

void* malloc(std::size_t size) {
  if (!MODELLED) return __libc_malloc(size);
  return allocate_for_learner(size, kGranule, __builtin_return_address(0));
}

void* calloc(std::size_t count, std::size_t size) {
  if (!MODELLED) return __libc_calloc(count, size);
  std::size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) return nullptr;
  void* p = allocate_for_learner(bytes, kGranule, __builtin_return_address(0));
  if (p) {
    Inside inside;
    memset(p, 0, bytes);
  }
  return p;
}

void free(void* p) {
  if (!on_heap(reinterpret_cast<std::uintptr_t>(p))) return __libc_free(p);
  give_memory(p, __builtin_return_address(0));
}

void* realloc(void* p, std::size_t size) {
  bool ours = on_heap(reinterpret_cast<std::uintptr_t>(p));
  if (!ours && (p || !MODELLED)) return __libc_realloc(p, size);
  if (!rt.learner) return nullptr;
  const void* pc = __builtin_return_address(0);
  void* fresh = allocate_for_learner(size, kGranule, pc);
  if (!p || !fresh) return fresh;
  Inside inside;
  std::size_t old = is_block(reinterpret_cast<std::uintptr_t>(p)) ? header_of(p).size : 0;
  memcpy(fresh, p, old < size ? old : size);
  release(p, pc);
  return fresh;
}

void* memalign(std::size_t alignment, std::size_t size) {
  if (!MODELLED) return __libc_memalign(alignment, size);
  return allocate_for_learner(size, alignment < kGranule ? kGranule : alignment,
                              __builtin_return_address(0));
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  if (!MODELLED) return __libc_memalign(alignment, size);
  return allocate_for_learner(size, alignment < kGranule ? kGranule : alignment,
                              __builtin_return_address(0));
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
  void* p = MODELLED ? allocate_for_learner(size, alignment < kGranule ? kGranule : alignment,
                                            __builtin_return_address(0))
                     : __libc_memalign(alignment, size);
  if (!p) return ENOMEM;
  *result = p;
  return 0;
}

std::size_t malloc_usable_size(void* p) {
  if (on_heap(reinterpret_cast<std::uintptr_t>(p))) return header_of(p).size;
  return p ? REAL(malloc_usable_size)(p) : 0;
}
}
