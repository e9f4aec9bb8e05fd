// syscall(SYS_futex, ...), as std::atomic::wait and hand-made locks use it. See futex(2).
#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "../report/observer.hpp"
#include "atomic_wait.hpp"
#include "check.hpp"
#include "futex.hpp"
#include "scheduler.hpp"
#include "time.hpp"
#include "weak_atomics.hpp"

namespace threadlings::explorer {

namespace {

bool woken(const Thread& self) {
  return self.signalled;
}

// One queue for each word; those behind libstdc++'s table share one (see atomic_wait.hpp).
std::uintptr_t queue_of(std::uintptr_t word) {
  return in_pool(word) ? rt.pool_low | 1 : word | 1;
}

}  // namespace

bool has_changed(const Watched& word) {
  std::uint64_t now = 0;
  memcpy(&now, reinterpret_cast<const void*>(word.address), word.size);
  return now != word.expected;
}

int wait_for_change(const Watched& word, std::uintptr_t address, std::int64_t deadline,
                    const void* pc) {
  Inside inside;
  Thread& self = rt.self();
  std::uintptr_t queue = queue_of(address);
  check_primitive(reinterpret_cast<const void*>(address), 1);
  if (self.quiet && self.wait_object) {
    if (in_pool(address) && self.wait_queue != queue) note_proxied();
    if (!in_pool(address)) queue = self.wait_queue;
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
  if (has_changed(word)) return EAGAIN;
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
  return ETIMEDOUT;
}

// The kernel wakes in no promised order: which of several waiters it is, is a choice.
int wake_some(std::uintptr_t address, int limit, const void* pc) {
  Inside inside;
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

}  // namespace threadlings::explorer

using namespace threadlings::explorer;

namespace {

long futex(int* word, int operation, int value, const timespec* time, const void* pc) {
  const auto address = reinterpret_cast<std::uintptr_t>(word);
  const Watched watched = {address, sizeof *word, static_cast<unsigned>(value)};
  const clockid_t clock = operation & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
  std::int64_t deadline = kNever;
  int error = ENOSYS;
  switch (operation & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
      if (time) deadline = rt.now + deadline_of(CLOCK_REALTIME, time);  // a duration
      error = wait_for_change(watched, address, deadline, pc);
      break;
    case FUTEX_WAIT_BITSET:
      if (time) deadline = deadline_of(clock, time);
      error = wait_for_change(watched, address, deadline, pc);
      break;
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
      return wake_some(address, value, pc);
  }
  if (!error) return 0;
  errno = error;
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
