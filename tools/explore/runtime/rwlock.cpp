// Reader-writer locks: std::shared_mutex and std::shared_timed_mutex. No preference for either
// side, because the standard promises none: whoever can have it, may.
#include <errno.h>
#include <pthread.h>

#include "../report/observer.hpp"
#include "check.hpp"
#include "scheduler.hpp"
#include "spin.hpp"
#include "time.hpp"

using namespace threadlings::explorer;

namespace {

bool can_read(const Thread& self) {
  return sync_of(self).owner < 0;
}
bool can_write(const Thread& self) {
  return sync_of(self).owner < 0 && !sync_of(self).readers;
}
bool can_read_or_late(const Thread& self) {
  return can_read(self) || may_time_out(self);
}
bool can_write_or_late(const Thread& self) {
  return can_write(self) || may_time_out(self);
}
bool can_read_or_woken(const Thread& self) {
  return can_read(self) || was_woken(self);
}
bool can_write_or_woken(const Thread& self) {
  return can_write(self) || was_woken(self);
}

// A lock that readers share has two clocks' worth of history, but one suffices: readers that come
// after readers learn more than they must, and what they could then hide is a race between a
// reader's writes and another reader. So readers release into a clock of their own.
Sync& reader_history(pthread_rwlock_t* lock) {
  return sync_at(reinterpret_cast<char*>(lock) + 8);
}

void take(pthread_rwlock_t* lock, bool shared, const void* pc) {
  Sync& sync = sync_at(lock);
  acquire_from(sync.clock);
  if (shared) {
    sync.readers |= bit(rt.current);
  } else {
    acquire_from(reader_history(lock).clock);
    sync.owner = static_cast<std::int16_t>(rt.current);
  }
  if (rt.observer)
    sync.taken = rt.observer->event(shared ? Op::lock_shared : Op::lock, sync.address, 0, pc);
}

// Whoever is refused waits for others to hold it.
void note_holders(const Sync& sync, const void* pc) {
  auto owner = static_cast<std::uint16_t>(sync.owner);
  note_seen(reinterpret_cast<std::uintptr_t>(&sync.owner), sizeof owner, owner, owner, pc);
  note_seen(reinterpret_cast<std::uintptr_t>(&sync.readers), sizeof sync.readers, sync.readers,
            sync.readers, pc);
}

enum class How { wait, once, until };

int lock(pthread_rwlock_t* lock, bool shared, How how, std::int64_t deadline, const void* pc) {
  Inside inside;
  check_primitive(lock);
  Sync& sync = sync_at(lock);
  if (how == How::wait && sync.owner == static_cast<int>(rt.current)) return EDEADLK;
  Action action;
  action.object = sync.address;
  action.touch[0] = {sync.address, !shared};
  action.sync = index_of(sync);
  rt.self().signalled = rt.self().timed_out = false;
  if (how == How::wait) {
    action.op = shared ? Op::lock_shared : Op::lock;
    action.ready = shared ? can_read : can_write;
    if (rt.observer) rt.observer->intent(pc);
  } else {
    action.op = shared ? Op::try_lock_shared : Op::try_lock;
    if (how == How::until) {
      action.ready = shared ? can_read_or_late : can_write_or_late;
      action.firmly = shared ? can_read_or_woken : can_write_or_woken;
      action.deadline = deadline;
      action.touch[1] = {kClock, true};
    }
  }
  note_round(action, pc);
  visible(action);
  check_primitive(lock);
  if (sync.owner < 0 && (shared || !sync.readers)) {
    take(lock, shared, pc);
    sync.before = rt.self().effects + rt.self().changes;
    note_lock(sync, Held::taken, pc);
    return 0;
  }
  note_holders(sync, pc);
  this_step().op = Op::read;  // it took nothing
  this_step().touch[0].write = false;
  if (rt.observer) {
    rt.observer->event(action.op, sync.address, 0, pc);
    rt.observer->note("fails");
  }
  if (how == How::once) return EBUSY;
  take_time_out(deadline);
  return ETIMEDOUT;
}

int unlock(pthread_rwlock_t* lock, const void* pc) {
  Inside inside;
  check_primitive(lock);
  Sync& sync = sync_at(lock);
  const bool shared = has(sync.readers, rt.current);
  if (!shared && sync.owner != static_cast<int>(rt.current)) {
    if (rt.observer) rt.observer->event(Op::unlock, sync.address, 0, pc);
    fail(Verdict::misuse, "a reader-writer lock is unlocked by a thread that does not hold it");
  }
  Action action;
  action.op = shared ? Op::unlock_shared : Op::unlock;
  action.object = sync.address;
  action.touch[0] = {sync.address, !shared};
  visible(action);
  check_primitive(lock);
  note_lock(sync, Held::given, pc);
  if (sync.before != rt.self().effects + rt.self().changes) ++sync.changes;
  if (shared) {
    sync.readers &= ~bit(rt.current);
    release_to(reader_history(lock).clock);
  } else {
    sync.owner = -1;
    release_to(sync.clock);
  }
  if (rt.observer) rt.observer->event(action.op, sync.address, 0, pc);
  return 0;
}

}  // namespace

#define PC CALLER

extern "C" {

int pthread_rwlock_init(pthread_rwlock_t* l, const pthread_rwlockattr_t* attributes) noexcept {
  int error = REAL(pthread_rwlock_init)(l, attributes);
  if (!MODELLED) return error;
  Inside inside;
  check_primitive(l);
  forget_sync(l);
  forget_sync(reinterpret_cast<char*>(l) + 8);
  return error;
}

int pthread_rwlock_destroy(pthread_rwlock_t* l) noexcept {
  if (!MODELLED) return REAL(pthread_rwlock_destroy)(l);
  Inside inside;
  check_primitive(l);
  const bool held = sync_at(l).owner >= 0 || sync_at(l).readers;
  if (held && rt.observer) rt.observer->event(Op::free, reinterpret_cast<std::uintptr_t>(l), 0, PC);
  if (held) fail(Verdict::misuse, "a reader-writer lock is destroyed while it is locked");
  forget_sync(l);
  return 0;
}

int pthread_rwlock_rdlock(pthread_rwlock_t* l) noexcept {
  if (!MODELLED) return REAL(pthread_rwlock_rdlock)(l);
  return lock(l, true, How::wait, kNever, PC);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* l) noexcept {
  if (!MODELLED) return REAL(pthread_rwlock_wrlock)(l);
  return lock(l, false, How::wait, kNever, PC);
}
int pthread_rwlock_tryrdlock(pthread_rwlock_t* l) noexcept {
  if (!MODELLED) return REAL(pthread_rwlock_tryrdlock)(l);
  return lock(l, true, How::once, kNever, PC);
}
int pthread_rwlock_trywrlock(pthread_rwlock_t* l) noexcept {
  if (!MODELLED) return REAL(pthread_rwlock_trywrlock)(l);
  return lock(l, false, How::once, kNever, PC);
}
int pthread_rwlock_timedrdlock(pthread_rwlock_t* l, const timespec* t) noexcept {
  if (!MODELLED) return REAL(pthread_rwlock_timedrdlock)(l, t);
  return lock(l, true, How::until, deadline_of(CLOCK_REALTIME, t), PC);
}
int pthread_rwlock_timedwrlock(pthread_rwlock_t* l, const timespec* t) noexcept {
  if (!MODELLED) return REAL(pthread_rwlock_timedwrlock)(l, t);
  return lock(l, false, How::until, deadline_of(CLOCK_REALTIME, t), PC);
}
int pthread_rwlock_clockrdlock(pthread_rwlock_t* l, clockid_t c, const timespec* t) noexcept {
  if (!MODELLED) return REAL(pthread_rwlock_clockrdlock)(l, c, t);
  return lock(l, true, How::until, deadline_of(c, t), PC);
}
int pthread_rwlock_clockwrlock(pthread_rwlock_t* l, clockid_t c, const timespec* t) noexcept {
  if (!MODELLED) return REAL(pthread_rwlock_clockwrlock)(l, c, t);
  return lock(l, false, How::until, deadline_of(c, t), PC);
}
int pthread_rwlock_unlock(pthread_rwlock_t* l) noexcept {
  if (!MODELLED) return REAL(pthread_rwlock_unlock)(l);
  return unlock(l, PC);
}
}
