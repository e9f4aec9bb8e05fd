// Condition variables. Waiting is two steps: giving the mutex back and entering the queue is one,
// coming back with the mutex is another. In between a thread may be notified, time out, or wake up
// for no reason ([thread.condition]/5 allows it).
#include <errno.h>
#include <pthread.h>

#include "../report/observer.hpp"
#include "check.hpp"
#include "mutex.hpp"
#include "scheduler.hpp"
#include "time.hpp"

using namespace threadlings::explorer;

namespace {

constexpr const char* kEnded = "a condition variable is used after it was destroyed";

bool may_wake_up(const Thread& self) {
  rt.used_budget = true;
  return self.signalled || self.spurious_left > 0;
}

void wake_up_for_no_reason() {
  --rt.self().spurious_left;
  ++rt.surprises;
  if (rt.observer) rt.observer->note("a wait may end for no reason (spurious wake-up)");
}

int wait(pthread_cond_t* cond, pthread_mutex_t* mutex, std::int64_t deadline, const void* pc) {
  Inside inside;
  check_primitive(cond);
  check_primitive(mutex);
  Sync& queue = sync_at(cond);
  Sync& lock_state = sync_at(mutex);
  if (lock_state.owner != static_cast<int>(rt.current)) {
    if (rt.observer) rt.observer->event(Op::cond_wait, queue.address, 0, pc);
    fail(Verdict::misuse, "a thread waits on a condition variable without owning the mutex");
  }
  Action action;
  action.op = Op::cond_wait;
  action.object = queue.address;
  action.touch[0] = writes(cond);
  action.touch[1] = writes(mutex);
  visible(action);
  if (rt.observer) {
    queue.taken = rt.observer->event(Op::cond_wait, queue.address, 0, pc);
    rt.observer->releases(lock_state.address);
  }
  check_not_ended(sync_at(cond), kEnded);
  if (rt.observer) rt.observer->intent(pc);
  const std::int64_t depth = lock_state.count;
  give(lock_state);

  const bool timed = deadline != kNever;
  action.op = Op::cond_wake;
  action.touch[1] = timed ? Touch{kClock, true} : Touch{};
  action.ready = timed ? may_time_out : may_wake_up;
  action.firmly = was_woken;
  action.deadline = deadline;
  int result = 0;
  if (!wait_in(queue, action)) {
    if (rt.observer) rt.observer->event(Op::cond_wake, queue.address, 0, pc);
    if (timed) {
      take_time_out(deadline);
      result = ETIMEDOUT;
    } else {
      wake_up_for_no_reason();
    }
  }
  lock(mutex, kNever, pc);
  lock_state.count = depth;
  return result;
}

int notify(pthread_cond_t* cond, bool all, const void* pc) {
  Inside inside;
  check_primitive(cond);
  Sync& queue = sync_at(cond);
  Action action;
  action.op = Op::cond_notify;
  action.object = queue.address;
  action.touch[0] = writes(cond);
  visible(action);
  check_primitive(cond);
  if (rt.observer) rt.observer->event(Op::cond_notify, queue.address, 0, pc);
  check_not_ended(sync_at(cond), kEnded);
  if (!queue.waiters) {
    this_step().touch[0].write = false;  // two of these commute
    if (rt.observer) rt.observer->note("nobody is waiting");
  } else if (all) {
    wake_all(queue);
  } else {
    const unsigned woken = wake_one(queue);
    if (rt.observer) rt.observer->wakes(woken);
  }
  return 0;
}

}  // namespace

#define PC __builtin_return_address(0)

extern "C" {

int pthread_cond_init(pthread_cond_t* cond, const pthread_condattr_t* attributes) noexcept {
  int error = REAL(pthread_cond_init)(cond, attributes);
  if (!MODELLED) return error;
  Inside inside;
  check_primitive(cond);
  forget_sync(cond);
  return error;
}

int pthread_cond_destroy(pthread_cond_t* cond) noexcept {
  if (!MODELLED) return REAL(pthread_cond_destroy)(cond);
  Inside inside;
  check_primitive(cond);
  announce_end(cond);
  if (sync_at(cond).waiters) {
    if (rt.observer) rt.observer->event(Op::free, reinterpret_cast<std::uintptr_t>(cond), 0, PC);
    fail(Verdict::misuse, "a condition variable is destroyed while a thread waits on it");
  }
  end_primitive(cond);
  return 0;
}

int pthread_cond_wait(pthread_cond_t* cond, pthread_mutex_t* mutex) {
  if (!MODELLED) return REAL(pthread_cond_wait)(cond, mutex);
  return wait(cond, mutex, kNever, PC);
}

int pthread_cond_timedwait(pthread_cond_t* cond, pthread_mutex_t* mutex, const timespec* time) {
  if (!MODELLED) return REAL(pthread_cond_timedwait)(cond, mutex, time);
  // Which clock an attribute chose is in bit 1 of glibc's flags.
  clockid_t clock = cond->__data.__wrefs & 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
  return wait(cond, mutex, deadline_of(clock, time), PC);
}

int pthread_cond_clockwait(pthread_cond_t* cond, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* time) {
  if (!MODELLED) return REAL(pthread_cond_clockwait)(cond, mutex, clock, time);
  return wait(cond, mutex, deadline_of(clock, time), PC);
}

int pthread_cond_signal(pthread_cond_t* cond) noexcept {
  if (!MODELLED) return REAL(pthread_cond_signal)(cond);
  return notify(cond, false, PC);
}

int pthread_cond_broadcast(pthread_cond_t* cond) noexcept {
  if (!MODELLED) return REAL(pthread_cond_broadcast)(cond);
  return notify(cond, true, PC);
}

// std::condition_variable's constructor is compiled into libstdc++, where no hook sees that a new
// object begins.
void threadlings_condition_variable(pthread_cond_t* cond) noexcept
    __asm__("_ZNSt18condition_variableC1Ev");
void threadlings_condition_variable(pthread_cond_t* cond) noexcept {
  *cond = PTHREAD_COND_INITIALIZER;
  if (!MODELLED) return;
  Inside inside;
  check_primitive(cond);
  forget_sync(cond);
}
}
