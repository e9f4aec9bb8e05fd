// pthread's barriers and spin locks.
#include <errno.h>
#include <pthread.h>

#include "../report/observer.hpp"
#include "check.hpp"
#include "mutex.hpp"
#include "scheduler.hpp"
#include "spin.hpp"

using namespace threadlings::explorer;

namespace {

bool never(const Thread&) {
  return false;
}

int arrive(pthread_barrier_t* barrier, const void* pc) {
  Inside inside;
  check_primitive(barrier);
  Sync& sync = sync_at(barrier);
  Action action;
  action.op = Op::barrier;
  action.object = sync.address;
  action.touch[0] = writes(barrier);
  visible(action);
  if (rt.observer) rt.observer->event(Op::barrier, sync.address, 0, pc);
  check_not_ended(sync_at(barrier), "a barrier is used after it was destroyed");
  release_to(sync.clock);
  if (++sync.count == sync.limit) {
    sync.count = 0;
    wake_all(sync);
    acquire_from(sync.clock);
    return PTHREAD_BARRIER_SERIAL_THREAD;
  }
  action.ready = never;
  if (rt.observer) rt.observer->intent(pc);
  wait_in(sync, action);
  acquire_from(sync.clock);
  return 0;
}

// A spin lock is held or not; that its owner waits actively is of no interest here.
int spin(pthread_spinlock_t* spinlock, bool wait, const void* pc) {
  Inside inside;
  const void* p = const_cast<const int*>(spinlock);
  check_primitive(p);
  Sync& sync = sync_at(p);
  Action action;
  action.op = wait ? Op::lock : Op::try_lock;
  action.object = sync.address;
  action.touch[0] = writes(p);
  action.sync = index_of(sync);
  if (wait) action.ready = is_free;
  if (rt.observer) rt.observer->intent(pc);
  note_round(action, pc);
  visible(action);
  if (sync.owner >= 0) {
    this_step().op = Op::read;  // it took nothing
    this_step().touch[0].write = false;
    note_lock(sync, Held::refused, pc);
    return EBUSY;
  }
  take(sync, pc);
  note_lock(sync, Held::taken, pc);
  return 0;
}

}  // namespace

#define PC CALLER

extern "C" {

int pthread_barrier_init(pthread_barrier_t* b, const pthread_barrierattr_t* attributes,
                         unsigned count) noexcept {
  int error = REAL(pthread_barrier_init)(b, attributes, count);
  if (!MODELLED || error) return error;
  Inside inside;
  check_primitive(b);
  forget_sync(b);
  sync_at(b).limit = count;
  return 0;
}

int pthread_barrier_destroy(pthread_barrier_t* b) noexcept {
  if (!MODELLED) return REAL(pthread_barrier_destroy)(b);
  Inside inside;
  check_primitive(b);
  announce_end(b);
  if (sync_at(b).count && rt.observer)
    rt.observer->event(Op::free, reinterpret_cast<std::uintptr_t>(b), 0, PC);
  if (sync_at(b).count) fail(Verdict::misuse, "a barrier is destroyed while a thread waits at it");
  end_primitive(b);
  return 0;
}

int pthread_barrier_wait(pthread_barrier_t* b) noexcept {
  if (!MODELLED) return REAL(pthread_barrier_wait)(b);
  return arrive(b, PC);
}

int pthread_spin_init(pthread_spinlock_t* s, int shared) noexcept {
  if (!MODELLED) return REAL(pthread_spin_init)(s, shared);
  Inside inside;
  forget_sync(const_cast<const int*>(s));
  return 0;
}
int pthread_spin_destroy(pthread_spinlock_t* s) noexcept {
  if (!MODELLED) return REAL(pthread_spin_destroy)(s);
  return 0;
}
int pthread_spin_lock(pthread_spinlock_t* s) noexcept {
  if (!MODELLED) return REAL(pthread_spin_lock)(s);
  return spin(s, true, PC);
}
int pthread_spin_trylock(pthread_spinlock_t* s) noexcept {
  if (!MODELLED) return REAL(pthread_spin_trylock)(s);
  return spin(s, false, PC);
}
int pthread_spin_unlock(pthread_spinlock_t* s) noexcept {
  if (!MODELLED) return REAL(pthread_spin_unlock)(s);
  Inside inside;
  const void* p = const_cast<const int*>(s);
  Sync& sync = sync_at(p);
  if (sync.owner != static_cast<int>(rt.current))
    fail(Verdict::misuse, "a spin lock is unlocked by a thread that does not own it");
  note_lock(sync, Held::given, PC);
  Action action;
  action.op = Op::unlock;
  action.object = sync.address;
  action.touch[0] = writes(p);
  visible(action);
  give(sync);
  if (rt.observer) rt.observer->event(Op::unlock, sync.address, 0, PC);
  return 0;
}
}
