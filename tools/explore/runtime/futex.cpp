// syscall(SYS_futex, ...), as std::atomic::wait and hand-made locks use it. See futex(2).
#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../report/observer.hpp"
#include "atomic_wait.hpp"
#include "check.hpp"
#include "scheduler.hpp"
#include "time.hpp"
#include "weak_atomics.hpp"

using namespace threadlings::explorer;

namespace {

bool woken(const Thread& self) {
  return self.signalled;
}

// One queue for each word; those behind libstdc++'s table share one (see atomic_wait.hpp).
std::uintptr_t queue_of(std::uintptr_t word) {
  return in_pool(word) ? rt.pool_low | 1 : word | 1;
}

long wait(const int* word, int expected, std::int64_t deadline, const void* pc) {
  Inside inside;
  Thread& self = rt.self();
  auto address = reinterpret_cast<std::uintptr_t>(word);
  std::uintptr_t queue = queue_of(address);
  check_primitive(word);
  if (self.quiet) {
    if (self.wait_object) queue = self.wait_queue;
    self.wait_started = self.wait_object;
    self.wait_object = 0;  // the next look is a step again
  } else {
    self.wait_started = address;
    Action action;
    action.op = Op::wait;
    action.object = address;
    action.touch[0] = {address, false};
    action.touch[1] = {queue, true};
    if (rt.weak) keep_ordered(address);
    visible(action);
  }
  if (*word != expected) {
    errno = EAGAIN;
    return -1;
  }
  if (rt.observer) {
    rt.observer->event(Op::wait, self.wait_started ? self.wait_started : address, 0, pc);
    rt.observer->intent(pc);
  }
  Sync& sync = sync_at(reinterpret_cast<void*>(queue & ~std::uintptr_t{1}));
  const bool timed = deadline != kNever;
  Action action;
  action.op = Op::wait_wake;
  action.object = address;
  action.touch[0] = {queue, true};
  if (timed) action.touch[1] = {kClock, true};
  action.ready = timed ? may_time_out : woken;
  action.firmly = was_woken;
  action.deadline = deadline;
  if (wait_in(sync, action)) return 0;
  if (rt.observer) rt.observer->event(Op::wait_wake, address, 0, pc);
  take_time_out(deadline);
  errno = ETIMEDOUT;
  return -1;
}

// The kernel wakes in no promised order: which of several waiters it is, is a choice.
long wake_some(const int* word, int limit, const void* pc) {
  Inside inside;
  auto address = reinterpret_cast<std::uintptr_t>(word);
  std::uintptr_t queue = queue_of(address);
  Action action;
  action.op = Op::notify;
  action.object = address;
  action.touch[0] = {queue, true};
  visible(action);
  if (rt.observer) rt.observer->event(Op::notify, address, 0, pc);
  Sync& sync = sync_at(reinterpret_cast<void*>(queue & ~std::uintptr_t{1}));
  if (!sync.waiters) this_step().touch[0].write = false;
  const int waiting = __builtin_popcountll(sync.waiters);
  if (limit >= waiting || in_pool(address)) {
    wake_all(sync);
    return waiting;
  }
  for (int i = 0; i < limit; ++i) wake_one(sync);
  return limit;
}

long futex(int* word, int operation, int value, const timespec* time, const void* pc) {
  const clockid_t clock = operation & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
  std::int64_t deadline = kNever;
  switch (operation & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
      if (time) deadline = rt.now + deadline_of(CLOCK_REALTIME, time);  // a duration
      return wait(word, value, deadline, pc);
    case FUTEX_WAIT_BITSET:
      if (time) deadline = deadline_of(clock, time);
      return wait(word, value, deadline, pc);
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
      return wake_some(word, value, pc);
  }
  errno = ENOSYS;
  return -1;
}

}  // namespace

extern "C" long syscall(long number, ...) noexcept {
  va_list list;
  va_start(list, number);
  long a[6];
  for (long& argument : a) argument = va_arg(list, long);
  va_end(list);
  if (number == SYS_futex && MODELLED)
    return futex(reinterpret_cast<int*>(a[0]), static_cast<int>(a[1]), static_cast<int>(a[2]),
                 reinterpret_cast<const timespec*>(a[3]), __builtin_return_address(0));
  return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
