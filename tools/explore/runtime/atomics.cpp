// The hooks for atomic operations. Under sequential consistency an operation acts at once and on
// the newest value. What the memory orders say only decides who has seen what (happens-before), so
// a release that is missing shows as a data race on what it should have published. Weak memory is
// in weak_atomics.hpp.
#include <cstring>

#include "../memory/race_detector.hpp"
#include "../memory/shadow.hpp"
#include "../report/observer.hpp"
#include "atomic_wait.hpp"
#include "check.hpp"
#include "globals.hpp"
#include "orders.hpp"
#include "scheduler.hpp"
#include "spin.hpp"
#include "weak_atomics.hpp"

using namespace threadlings::explorer;

namespace {

using U8 = unsigned char;
using U16 = unsigned short;
using U32 = unsigned;
using U64 = unsigned long;
using U128 = unsigned __int128;

// ---- the three kinds of operation ----

void announce(Op op, std::uintptr_t address, bool write, const void* pc) {
  Action action;
  action.op = op;
  action.object = address;
  action.touch[0] = {address, write};
  if (weak_here()) action.weak = is_unordered(address);
  note_round(action, pc);
  visible(action);
}

// Everything before the access itself; returns the shadow state of the atomic.
Atomic& begin(Op op, const volatile void* p, unsigned size, bool write, const void* pc) {
  auto address = reinterpret_cast<std::uintptr_t>(p);
  if (rt.failed) fail(rt.failure->verdict, "");
  if (!rt.self().quiet || !quiet_access(address, size, write)) announce(op, address, write, pc);
  if (write && address - globals_low < globals_size) mark_global(address, size);
  if (rt.observer && !in_pool(address)) rt.observer->event(op, address, size, pc);
  check_primitive(const_cast<const void*>(p), size);
  Atomic* atomic = nullptr;
  const Race* race = atomic_access(address, size, write, &atomic);
  if (race && rt.races && !rt.self().ignores) {
    rt.failure->address = address;
    rt.failure->size = size;
    rt.failure->other_thread = static_cast<int>(race->thread);
    rt.failure->other_writes = race->writes;
    fail(Verdict::race, "");
  }
  return *atomic;
}

template <class T>
void note_value(std::uintptr_t address, T before, T after, const void* pc) {
  note_seen(address, sizeof(T), static_cast<std::uint64_t>(before),
            static_cast<std::uint64_t>(after), pc);
}

void see(const Atomic& atomic, int order) {
  if (acquires(order))
    acquire_from(atomic.release);
  else
    rt.self().fence_acquire.join(atomic.release);
}

void publish(Atomic& atomic, int order) {
  if (releases(order))
    release_to(atomic.release);
  else
    atomic.release.join(rt.self().fence_release);
}

// Does this access read and write what the graph of weak memory says? Not that to libstdc++'s
// table.
bool is_weak(std::uintptr_t address) {
  return weak_here() && !in_pool(address);
}

template <class T>
T load(const volatile T* p, int order, const void* pc) {
  Inside inside;
  auto address = reinterpret_cast<std::uintptr_t>(p);
  Atomic& atomic = begin(Op::load, p, sizeof(T), false, pc);
  if (rt.self().quiet && is_waiter_count(address)) return 1;
  T value;
  if (is_weak(address)) {
    value = static_cast<T>(weak_load({address, sizeof(T)}, order));
  } else {
    see(atomic, order);
    value = *p;
  }
  if (rt.observer && !in_pool(address)) rt.observer->before(static_cast<std::uint64_t>(value));
  note_value(address, value, value, pc);
  return value;
}

template <class T>
void store(volatile T* p, T value, int order, const void* pc) {
  Inside inside;
  Atomic& atomic = begin(Op::store, p, sizeof(T), true, pc);
  auto address = reinterpret_cast<std::uintptr_t>(p);
  const T old = *p;
  if (rt.observer) rt.observer->before(static_cast<std::uint64_t>(old));
  if (is_weak(address)) {
    weak_store({address, sizeof(T)}, order, value);
  } else {
    atomic.release.clear();  // only read-modify-writes continue a release sequence (C++20)
    publish(atomic, order);
    *p = value;
  }
  note_value(address, old, value, pc);
  if (rt.observer) rt.observer->after(static_cast<std::uint64_t>(value));
}

// std::atomic<std::shared_ptr>'s loads give back its inner lock with a relaxed operation although
// they have read what it guards. That is the library's affair: it is taken for a release. (From
// libstdc++ 13 on the library itself announces the lock, see annotations.cpp; 12 does not.)
bool is_pointer_unlock(const void* pc) {
  if (!rt.pointer_unlocks) return false;
  const Thread& self = rt.self();
  const void* caller = self.depth && self.depth <= kMaxFrames ? self.frames[self.depth - 1] : pc;
  for (unsigned i = 0; i < rt.pointer_unlocks; ++i) {
    const CodeRange& code = rt.pointer_unlock[i];
    for (const void* p : {pc, caller})
      if (reinterpret_cast<std::uintptr_t>(p) - code.low < code.high - code.low) return true;
  }
  return false;
}

template <class T, class F>
T modify(Op op, volatile T* p, int order, const void* pc, F&& change) {
  Inside inside;
  auto address = reinterpret_cast<std::uintptr_t>(p);
  Atomic& atomic = begin(op, p, sizeof(T), true, pc);
  if (is_pointer_unlock(pc)) order = __ATOMIC_ACQ_REL;
  T old, fresh;
  if (is_weak(address)) {
    const WeakAtomic where = {address, sizeof(T)};
    const WeakRead read = weak_read_to_modify(where, nullptr);
    old = static_cast<T>(read.value);
    fresh = change(old);
    weak_modify(where, read, order, fresh);
  } else {
    old = *p;
    fresh = change(old);
    see(atomic, order);
    publish(atomic, order);
    *p = fresh;
  }
  if (rt.observer && !in_pool(address)) {
    rt.observer->before(static_cast<std::uint64_t>(old));
    rt.observer->after(static_cast<std::uint64_t>(fresh));
  }
  note_value(address, old, fresh, pc);
  return old;
}

bool fails_for_no_reason(bool weak) {
  Thread& self = rt.self();
  if (!weak || self.quiet) return false;
  rt.used_budget = true;
  if (self.weak_left <= 0 || !choose(2)) return false;
  --self.weak_left;
  ++rt.surprises;
  if (rt.observer) rt.observer->note("a weak compare-exchange may fail for no reason");
  return true;
}

// No hook tells of this write: the operation does it itself.
void note_what_is_written(void* expected) {
  auto address = reinterpret_cast<std::uintptr_t>(expected);
  note_write(address);
  if (address - globals_low < globals_size) mark_global(address, sizeof(U64));
}

template <class T>
bool exchange_if(volatile T* p, T* expected, T desired, int order, int failure_order, bool weak,
                 const void* pc) {
  Inside inside;
  auto address = reinterpret_cast<std::uintptr_t>(p);
  Atomic& atomic = begin(Op::cas, p, sizeof(T), true, pc);
  const bool is_weak_here = is_weak(address);
  WeakAtomic where{};
  WeakRead read{};
  if (is_weak_here) {
    where = {address, sizeof(T)};
    const Value wanted = *expected;
    read = weak_read_to_modify(where, &wanted);
  }
  T old = is_weak_here ? static_cast<T>(read.value) : *p;
  if (rt.observer) rt.observer->before(static_cast<std::uint64_t>(old));
  const bool differs = old != *expected;
  if (differs || fails_for_no_reason(weak)) {
    if (!rt.self().quiet) this_step().touch[0].write = false;
    if (differs) note_value(address, old, old, pc);
    if (is_weak_here)
      weak_leave(where, read, failure_order);
    else
      see(atomic, failure_order);
    if (differs) note_what_is_written(expected);
    *expected = old;
    return false;
  }
  if (is_weak_here) {
    weak_modify(where, read, order, desired);
  } else {
    see(atomic, order);
    publish(atomic, order);
    *p = desired;
  }
  note_value(address, old, desired, pc);
  if (rt.observer) rt.observer->after(static_cast<std::uint64_t>(desired));
  return true;
}

void fence(int order) {
  Inside inside;
  Thread& self = rt.self();
  if (rt.observer) rt.observer->event(Op::fence, 0, 0, __builtin_return_address(0));
  if (acquires(order)) self.clock.join(self.fence_acquire);
  if (weak_here()) weak_fence(order);
  if (releases(order)) {
    self.fence_release.assign(self.clock);
    ++self.clock.at[rt.current];
  }
  if (weak_here()) weak_fence_done(order);
}

// Outside of explorations the program may have real threads. (The __sync functions, because
// compilers turn 16-byte __atomic ones into calls of libatomic, which would have to be linked.)
template <class T, class F>
T modify_for_real(volatile T* p, F&& change) {
  for (T old = *p;;) {
    T seen = __sync_val_compare_and_swap(p, old, change(old));
    if (seen == old) return old;
    old = seen;
  }
}

template <class T, class F>
T modify_any(Op op, volatile T* p, int order, const void* pc, F&& change) {
  if (rt.learner) return modify(op, p, order, pc, change);
  return modify_for_real(p, change);
}

template <class T>
bool exchange_if_any(volatile T* p, T* expected, T desired, int order, int failure_order, bool weak,
                     const void* pc) {
  if (rt.learner) return exchange_if(p, expected, desired, order, failure_order, weak, pc);
  T seen = __sync_val_compare_and_swap(p, *expected, desired);
  if (seen == *expected) return true;
  *expected = seen;
  return false;
}

}  // namespace

#define PC CALLER
#define RMW(bits, name, operation, expression)                                        \
  U##bits __tsan_atomic##bits##_##name(volatile U##bits* p, U##bits v, int order) {   \
    return modify_any(operation, p, order, PC,                                        \
                      [v](U##bits old) { return static_cast<U##bits>(expression); }); \
  }

#define ATOMIC(bits)                                                                           \
  U##bits __tsan_atomic##bits##_load(const volatile U##bits* p, int order) {                   \
    if (rt.learner) return load(p, order, PC);                                                 \
    return modify_for_real(const_cast<volatile U##bits*>(p), [](U##bits v) { return v; });     \
  }                                                                                            \
  void __tsan_atomic##bits##_store(volatile U##bits* p, U##bits v, int order) {                \
    if (rt.learner)                                                                            \
      store(p, v, order, PC);                                                                  \
    else                                                                                       \
      modify_for_real(p, [v](U##bits) { return v; });                                          \
  }                                                                                            \
  RMW(bits, exchange, Op::exchange, ((void)old, v))                                            \
  RMW(bits, fetch_add, Op::rmw, old + v)                                                       \
  RMW(bits, fetch_sub, Op::rmw, old - v)                                                       \
  RMW(bits, fetch_and, Op::rmw, old& v)                                                        \
  RMW(bits, fetch_or, Op::rmw, old | v)                                                        \
  RMW(bits, fetch_xor, Op::rmw, old ^ v)                                                       \
  RMW(bits, fetch_nand, Op::rmw, ~(old & v))                                                   \
  int __tsan_atomic##bits##_compare_exchange_strong(volatile U##bits* p, U##bits* expected,    \
                                                    U##bits desired, int order, int failed) {  \
    return exchange_if_any(p, expected, desired, order, failed, false, PC);                    \
  }                                                                                            \
  int __tsan_atomic##bits##_compare_exchange_weak(volatile U##bits* p, U##bits* expected,      \
                                                  U##bits desired, int order, int failed) {    \
    return exchange_if_any(p, expected, desired, order, failed, true, PC);                     \
  }                                                                                            \
  U##bits __tsan_atomic##bits##_compare_exchange_val(volatile U##bits* p, U##bits expected,    \
                                                     U##bits desired, int order, int failed) { \
    exchange_if_any(p, &expected, desired, order, failed, false, PC);                          \
    return expected;                                                                           \
  }

extern "C" {
ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)
ATOMIC(128)

void __tsan_atomic_thread_fence(int order) {
  if (rt.learner)
    fence(order);
  else
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
void __tsan_atomic_signal_fence(int) {}
}
