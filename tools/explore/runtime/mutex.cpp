// Mutexes: std::mutex, std::recursive_mutex, the timed ones, and pthread's spin locks.
#include "mutex.hpp"

#include <errno.h>

#include "../report/observer.hpp"
#include "back_off.hpp"
#include "check.hpp"
#include "scheduler.hpp"
#include "spin.hpp"
#include "time.hpp"

namespace threadlings::explorer {

namespace {

// glibc keeps the type in the low bits; static initialisers set it, so it is there without init.
int type_of(const pthread_mutex_t* mutex) {
  return mutex->__data.__kind & 3;
}

bool free_or_late(const Thread& self) {
  return is_free(self) || may_time_out(self);
}
bool free_or_woken(const Thread& self) {
  return is_free(self) || was_woken(self);
}

int try_lock(pthread_mutex_t* mutex, const void* pc) {
  Inside inside;
  check_primitive(mutex);
  Sync& sync = sync_at(mutex);
  Action action;
  action.op = Op::try_lock;
  action.object = sync.address;
  action.touch[0] = writes(mutex);
  action.sync = index_of(sync);
  note_round(action, pc);
  if (!action.spins) begin_attempt(action);
  visible(action);
  if (sync.owner < 0) {
    note_taken(sync, true);
    take(sync, pc);
    note_lock(sync, Held::taken, pc);
    return 0;
  }
  if (type_of(mutex) == PTHREAD_MUTEX_RECURSIVE && sync.owner == static_cast<int>(rt.current)) {
    ++sync.count;
    return 0;
  }
  note_not_taken(sync);
  note_lock(sync, Held::refused, pc);
  this_step().op = Op::read;  // it took nothing
  this_step().touch[0].write = false;
  if (rt.observer) {
    rt.observer->event(Op::try_lock, sync.address, 0, pc);
    rt.observer->note("fails");
  }
  return EBUSY;
}

int unlock(pthread_mutex_t* mutex, const void* pc) {
  Inside inside;
  check_primitive(mutex);
  Sync& sync = sync_at(mutex);
  if (sync.owner != static_cast<int>(rt.current)) {
    if (type_of(mutex) == PTHREAD_MUTEX_ERRORCHECK) return EPERM;
    if (rt.observer) rt.observer->event(Op::unlock, sync.address, 0, pc);
    fail(Verdict::misuse, sync.owner < 0 ? "a mutex is unlocked that nobody has locked"
                                         : "a mutex is unlocked by a thread that does not own it");
  }
  if (sync.count > 1) {
    --sync.count;
    return 0;
  }
  note_lock(sync, Held::given, pc);
  Action action;
  action.op = Op::unlock;
  action.object = sync.address;
  action.touch[0] = writes(mutex);
  visible(action);
  check_primitive(mutex);
  note_given(sync);
  give(sync);
  if (rt.observer) rt.observer->event(Op::unlock, sync.address, 0, pc);
  return 0;
}

int destroy(void* mutex, const void* pc) {
  Inside inside;
  check_primitive(mutex);
  announce_end(mutex);
  if (sync_at(mutex).owner >= 0) {
    if (rt.observer) rt.observer->event(Op::free, reinterpret_cast<std::uintptr_t>(mutex), 0, pc);
    fail(Verdict::misuse, "a mutex is destroyed while it is locked");
  }
  forget_sync(mutex);
  return 0;
}

}  // namespace

bool is_free(const Thread& self) {
  return sync_of(self).owner < 0;
}

void take(Sync& mutex, const void* pc) {
  mutex.owner = static_cast<std::int16_t>(rt.current);
  mutex.count = 1;
  mutex.before = rt.self().effects + rt.self().changes;
  acquire_from(mutex.clock);
  if (rt.observer) mutex.taken = rt.observer->event(Op::lock, mutex.address, 0, pc);
}

void give(Sync& mutex) {
  mutex.owner = -1;
  mutex.count = 0;
  if (mutex.before != rt.self().effects + rt.self().changes) ++mutex.changes;
  release_to(mutex.clock);
}

int lock(pthread_mutex_t* mutex, std::int64_t deadline, const void* pc) {
  check_primitive(mutex);
  Sync& sync = sync_at(mutex);
  if (sync.owner == static_cast<int>(rt.current)) {
    if (type_of(mutex) == PTHREAD_MUTEX_RECURSIVE) {
      ++sync.count;
      return 0;
    }
    if (type_of(mutex) == PTHREAD_MUTEX_ERRORCHECK) return EDEADLK;
  }
  const bool timed = deadline != kNever;
  Action action;
  action.op = timed ? Op::try_lock : Op::lock;
  action.object = sync.address;
  action.touch[0] = writes(mutex);
  if (timed) action.touch[1] = {kClock, true};
  action.ready = timed ? free_or_late : is_free;
  if (timed) action.firmly = free_or_woken;
  action.sync = index_of(sync);
  action.deadline = deadline;
  rt.self().signalled = rt.self().timed_out = false;
  if (rt.observer) rt.observer->intent(pc);
  note_round(action, pc);
  if (!timed && !action.spins) begin_attempt(action);
  visible(action);
  check_primitive(mutex);
  if (sync.owner >= 0) {
    if (rt.observer) rt.observer->event(Op::try_lock, sync.address, 0, pc);
    take_time_out(deadline);
    return ETIMEDOUT;
  }
  note_taken(sync, false);
  take(sync, pc);
  note_lock(sync, Held::taken, pc);
  return 0;
}

}  // namespace threadlings::explorer

using namespace threadlings::explorer;
#define PC CALLER

extern "C" {

int pthread_mutex_init(pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes) noexcept {
  int error = REAL(pthread_mutex_init)(mutex, attributes);
  if (!MODELLED) return error;
  Inside inside;
  check_primitive(mutex);
  forget_sync(mutex);
  return error;
}

int pthread_mutex_destroy(pthread_mutex_t* mutex) noexcept {
  if (!MODELLED) return REAL(pthread_mutex_destroy)(mutex);
  return destroy(mutex, PC);
}

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  if (!MODELLED) return REAL(pthread_mutex_lock)(mutex);
  Inside inside;
  return lock(mutex, kNever, PC);
}

int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
  if (!MODELLED) return REAL(pthread_mutex_trylock)(mutex);
  return try_lock(mutex, PC);
}

int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* time) noexcept {
  if (!MODELLED) return REAL(pthread_mutex_timedlock)(mutex, time);
  Inside inside;
  return lock(mutex, deadline_of(CLOCK_REALTIME, time), PC);
}

int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock,
                            const timespec* time) noexcept {
  if (!MODELLED) return REAL(pthread_mutex_clocklock)(mutex, clock, time);
  Inside inside;
  return lock(mutex, deadline_of(clock, time), PC);
}

int pthread_mutex_unlock(pthread_mutex_t* mutex) noexcept {
  if (!MODELLED) return REAL(pthread_mutex_unlock)(mutex);
  return unlock(mutex, PC);
}
}
