// What programs and libraries tell ThreadSanitizer about synchronisation of their own, with the
// functions of <sanitizer/tsan_interface.h>: locks that are made of atomics, and orders that no
// hook shows. libstdc++ from 13 on announces so the lock inside std::atomic<std::shared_ptr>.
//
// A lock that is announced orders as a mutex does, whatever memory orders it is made of; between
// `pre` and `post` its own accesses are no races. Its atomics are steps like all others, so threads
// meet in it in every order, and one that waits for it is recognised as waiting (spin.hpp).
// (Contract: the comments of that header; LLVM compiler-rt, lib/tsan/rtl/tsan_interface_ann.cpp.)
#include "check.hpp"
#include "runtime.hpp"
#include "scheduler.hpp"

using namespace threadlings::explorer;

namespace {

// Flags, from the header.
enum : unsigned {
  kReadLock = 1 << 3,
  kTryLockFailed = 1 << 5,
  kRecursiveLock = 1 << 6,
  kRecursiveUnlock = 1 << 7,
};

void begin_ignoring() {
  if (rt.learner) ++rt.self().ignores;
}
void end_ignoring() {
  if (rt.learner && rt.self().ignores) --rt.self().ignores;
}

// Readers give back into a history of their own: only writers learn of it (see rwlock.cpp).
Sync& history_of_readers(Sync& mutex) {
  if (!mutex.limit) mutex.limit = new_sync(0);
  return rt.syncs[mutex.limit];
}

void locked(void* mutex, unsigned flags, int depth) {
  Inside inside;
  Sync& sync = sync_at(mutex);
  acquire_from(sync.clock);
  if (flags & kReadLock) return;
  if (sync.limit) acquire_from(history_of_readers(sync).clock);
  sync.count += flags & kRecursiveLock ? depth : 1;
}

int unlocked(void* mutex, unsigned flags) {
  Inside inside;
  Sync& sync = sync_at(mutex);
  if (flags & kReadLock) {
    release_to(history_of_readers(sync).clock);
    return 0;
  }
  if (sync.count <= 0) fail(Verdict::misuse, "a lock is given back that nobody has taken");
  const std::int64_t depth = flags & kRecursiveUnlock ? sync.count : 1;
  sync.count -= depth;
  if (!sync.count) release_to(sync.clock);
  return static_cast<int>(depth);
}

void forget(void* mutex) {
  if (!rt.learner) return;
  Inside inside;
  check_primitive(mutex);
  forget_sync(mutex);
}

// An order that nothing else shows: when it comes to be is a step.
void synchronise(Op op, void* object) {
  if (!rt.learner) return;
  Inside inside;
  check_primitive(object, 1);
  Action action;
  action.op = op;
  action.object = reinterpret_cast<std::uintptr_t>(object);
  action.touch[0] = writes(object);
  visible(action);
  Sync& sync = sync_at(object);
  if (op == Op::acquire)
    acquire_from(sync.clock);
  else
    release_to(sync.clock);
}

}  // namespace

extern "C" {

// ---- locks ----

void __tsan_mutex_create(void* mutex, unsigned) {
  forget(mutex);
}
void __tsan_mutex_destroy(void* mutex, unsigned) {
  forget(mutex);
}

void __tsan_mutex_pre_lock(void*, unsigned) {
  begin_ignoring();
}
void __tsan_mutex_post_lock(void* mutex, unsigned flags, int depth) {
  end_ignoring();
  if (rt.learner && !(flags & kTryLockFailed)) locked(mutex, flags, depth);
}

int __tsan_mutex_pre_unlock(void* mutex, unsigned flags) {
  const int depth = rt.learner ? unlocked(mutex, flags) : 0;
  begin_ignoring();
  return depth;
}
void __tsan_mutex_post_unlock(void*, unsigned) {
  end_ignoring();
}

// Notifications need no help: what they are made of is modelled.
void __tsan_mutex_pre_signal(void*, unsigned) {}
void __tsan_mutex_post_signal(void*, unsigned) {}

// From inside a lock the program's own code is called: that is looked at again.
void __tsan_mutex_pre_divert(void*, unsigned) {
  end_ignoring();
}
void __tsan_mutex_post_divert(void*, unsigned) {
  begin_ignoring();
}

void __tsan_check_no_mutexes_held() {}

// ---- orders, and accesses that are no races ----

void __tsan_acquire(void* object) {
  synchronise(Op::acquire, object);
}
void __tsan_release(void* object) {
  synchronise(Op::release, object);
}
void __tsan_ignore_thread_begin() {
  begin_ignoring();
}
void __tsan_ignore_thread_end() {
  end_ignoring();
}

// ---- names for libraries without hooks; hooks.cpp has their accesses ----

void* __tsan_external_register_tag(const char* type) {
  return const_cast<char*>(type);
}
void __tsan_external_register_header(void*, const char*) {}
void __tsan_external_assign_tag(void*, void*) {}

// ---- fibers of the program: to the explorer they are the thread that carries them ----

void* __tsan_get_current_fiber() {
  return rt.running;
}
void* __tsan_create_fiber(unsigned) {
  return rt.running;
}
void __tsan_destroy_fiber(void*) {}
void __tsan_switch_to_fiber(void*, unsigned) {}
void __tsan_set_fiber_name(void*, const char*) {}

// ---- questions about ThreadSanitizer's own memory and reports: there are none ----

void __tsan_flush_memory() {}
void* __tsan_get_current_report() {
  return nullptr;
}
int __tsan_get_report_data(void*, const char**, int*, int*, int*, int*, int*, int*, int*, void**,
                           unsigned long) {
  return 0;
}
int __tsan_get_report_tag(void*, unsigned long*) {
  return 0;
}
int __tsan_get_report_stack(void*, unsigned long, void**, unsigned long) {
  return 0;
}
int __tsan_get_report_mop(void*, unsigned long, int*, void**, int*, int*, int*, void**,
                          unsigned long) {
  return 0;
}
int __tsan_get_report_loc(void*, unsigned long, const char**, void**, void**, unsigned long*, int*,
                          int*, int*, void**, unsigned long) {
  return 0;
}
int __tsan_get_report_loc_object_type(void*, unsigned long, const char**) {
  return 0;
}
int __tsan_get_report_mutex(void*, unsigned long, unsigned long*, void**, int*, void**,
                            unsigned long) {
  return 0;
}
int __tsan_get_report_thread(void*, unsigned long, int*, unsigned long*, int*, const char**, int*,
                             void**, unsigned long) {
  return 0;
}
int __tsan_get_report_unique_tid(void*, unsigned long, int*) {
  return 0;
}
int __tsan_get_alloc_stack(void*, void**, unsigned long, int*, unsigned long*) {
  return 0;
}
const char* __tsan_locate_address(void*, char*, unsigned long, void**, unsigned long*) {
  return nullptr;
}
}
