// POSIX semaphores. (std::counting_semaphore is built on atomic waiting, see atomic_wait.hpp.)
#include <errno.h>
#include <semaphore.h>

#include "../report/observer.hpp"
#include "check.hpp"
#include "scheduler.hpp"
#include "spin.hpp"
#include "time.hpp"

using namespace threadlings::explorer;

namespace {

constexpr const char* kEnded = "a semaphore is used after it was destroyed";

bool has_token(const Thread& self) {
  return sync_of(self).count > 0;
}
bool has_token_or_late(const Thread& self) {
  return has_token(self) || may_time_out(self);
}
bool has_token_or_woken(const Thread& self) {
  return has_token(self) || was_woken(self);
}

Action action_on(Op op, Sync& sync) {
  Action action;
  action.op = op;
  action.object = sync.address;
  action.touch[0] = {sync.address, true};
  action.sync = index_of(sync);
  return action;
}

// Whoever finds no token, or only looks, may be waiting for one.
void note_count(const Sync& sync, const void* pc) {
  const auto count = static_cast<std::uint64_t>(sync.count);
  note_seen(reinterpret_cast<std::uintptr_t>(&sync.count), sizeof count, count, count, pc);
}

int acquire(sem_t* semaphore, std::int64_t deadline, bool wait, const void* pc) {
  Inside inside;
  check_primitive(semaphore);
  Sync& sync = sync_at(semaphore);
  check_not_ended(sync, kEnded);
  const bool timed = deadline != kNever;
  Action action = action_on(wait && !timed ? Op::acquire : Op::try_acquire, sync);
  if (wait) action.ready = timed ? has_token_or_late : has_token;
  if (timed) {
    action.touch[1] = {kClock, true};
    action.firmly = has_token_or_woken;
  }
  action.deadline = deadline;
  rt.self().signalled = rt.self().timed_out = false;
  if (rt.observer) rt.observer->intent(pc);
  if (!wait) note_round(action, pc);
  visible(action);
  check_primitive(semaphore);
  check_not_ended(sync_at(semaphore), kEnded);
  if (rt.observer) {
    rt.observer->event(action.op, sync.address, 0, pc);
    rt.observer->before(static_cast<std::uint64_t>(sync.count));
  }
  if (sync.count > 0) {
    note_effect();
    --sync.count;
    acquire_from(sync.clock);
    if (rt.observer) rt.observer->after(static_cast<std::uint64_t>(sync.count));
    return 0;
  }
  this_step().touch[0].write = false;
  note_count(sync, pc);
  if (timed) take_time_out(deadline);
  errno = timed ? ETIMEDOUT : EAGAIN;
  return -1;
}

int release(sem_t* semaphore, const void* pc) {
  Inside inside;
  check_primitive(semaphore);
  visible(action_on(Op::release, sync_at(semaphore)));
  Sync& sync = sync_at(semaphore);
  check_primitive(semaphore);
  check_not_ended(sync_at(semaphore), kEnded);
  if (rt.observer) {
    rt.observer->event(Op::release, sync.address, 0, pc);
    rt.observer->before(static_cast<std::uint64_t>(sync.count));
    rt.observer->after(static_cast<std::uint64_t>(sync.count + 1));
  }
  ++sync.count;
  release_to(sync.clock);
  return 0;
}

}  // namespace

#define PC CALLER

extern "C" {

int sem_init(sem_t* semaphore, int shared, unsigned value) noexcept {
  int error = REAL(sem_init)(semaphore, shared, value);
  if (!MODELLED || error) return error;
  Inside inside;
  check_primitive(semaphore);
  forget_sync(semaphore);
  sync_at(semaphore).count = value;
  return 0;
}

int sem_destroy(sem_t* semaphore) noexcept {
  if (!MODELLED) return REAL(sem_destroy)(semaphore);
  Inside inside;
  check_primitive(semaphore);
  announce_end(semaphore);
  if (has_waiters(sync_at(semaphore))) {
    auto address = reinterpret_cast<std::uintptr_t>(semaphore);
    if (rt.observer) rt.observer->event(Op::free, address, 0, PC);
    fail(Verdict::misuse, "a semaphore is destroyed while a thread waits for it");
  }
  end_primitive(semaphore);
  return 0;
}

int sem_wait(sem_t* s) {
  if (!MODELLED) return REAL(sem_wait)(s);
  return acquire(s, kNever, true, PC);
}
int sem_trywait(sem_t* s) noexcept {
  if (!MODELLED) return REAL(sem_trywait)(s);
  return acquire(s, kNever, false, PC);
}
int sem_timedwait(sem_t* s, const timespec* t) {
  if (!MODELLED) return REAL(sem_timedwait)(s, t);
  return acquire(s, deadline_of(CLOCK_REALTIME, t), true, PC);
}
int sem_clockwait(sem_t* s, clockid_t c, const timespec* t) {
  if (!MODELLED) return REAL(sem_clockwait)(s, c, t);
  return acquire(s, deadline_of(c, t), true, PC);
}
int sem_post(sem_t* s) noexcept {
  if (!MODELLED) return REAL(sem_post)(s);
  return release(s, PC);
}
int sem_getvalue(sem_t* s, int* value) noexcept {
  if (!MODELLED) return REAL(sem_getvalue)(s, value);
  Inside inside;
  Action action = action_on(Op::try_acquire, sync_at(s));
  action.touch[0].write = false;
  note_round(action, PC);
  visible(action);
  note_count(sync_at(s), PC);
  *value = static_cast<int>(sync_at(s).count);
  return 0;
}
}
