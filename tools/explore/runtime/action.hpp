// What a thread is about to do, as far as the search has to know it.
#pragma once

#include <cstdint>

namespace threadlings::explorer {

enum class Op : std::uint8_t {
  start,
  exit,
  create,
  join,
  wake,  // threads; `wake` orders a waiter after its waker
  read,
  write,  // plain accesses
  load,
  store,
  exchange,
  rmw,
  cas,
  fence,  // atomics
  lock,
  try_lock,
  unlock,
  lock_shared,
  try_lock_shared,
  unlock_shared,
  cond_wait,
  cond_wake,
  cond_notify,
  once,
  once_done,
  acquire,
  try_acquire,
  release,  // call_once and static locals; semaphores
  barrier,
  wait,
  wait_wake,
  notify,  // pthread barriers; atomic wait and futexes
  sleep,
  clock,
  yield,
  allocate,
  free,
  raise,
  fail
};

// An object that a step uses. Two steps of different threads depend on each other when they touch
// the same object and at least one of them writes it.
struct Touch {
  std::uintptr_t object = 0;
  bool write = false;
};

inline bool depend(const Touch& a, const Touch& b) {
  return a.object && a.object == b.object && (a.write || b.write);
}

struct Thread;

inline constexpr std::int64_t kNever = INT64_MAX;

struct Action {
  Op op = Op::start;
  Touch touch[2];
  std::uintptr_t object = 0;               // what reports call it by
  bool (*ready)(const Thread&) = nullptr;  // null: always
  std::uint32_t sync = 0;                  // the primitive that `ready` looks at
  std::int64_t deadline = kNever;          // virtual time at which it goes on regardless
  bool patient = false;                    // `ready` may be ignored if nobody else can run
  bool (*ready_when_forced)(const Thread&) = nullptr;  // but this may not; null: always
  bool (*firmly)(const Thread&) = nullptr;  // `ready` without a surprise; null: as `ready`
  bool spins = false;                       // it goes round a loop until something differs
  bool eager = false;                       // runs as soon as it is ready; never a choice
  bool weak = false;  // an atomic whose order with others is a choice of its own
};

inline bool depend(const Touch (&a)[2], const Touch (&b)[2]) {
  return depend(a[0], b[0]) || depend(a[0], b[1]) || depend(a[1], b[0]) || depend(a[1], b[1]);
}

// One executed step, for the reduction. `create`, `join` and `wake` are no steps of their own: they
// only say that `other` (a thread, or for `wake` a step) comes before what follows.
struct Step {
  Op op;
  std::uint8_t thread;
  bool weak;            // see Action
  std::uint32_t other;  // of an atomic, with weak memory: the step that made what it read, + 1
  std::uint32_t node;   // the search's name for the choice
  Touch touch[2];
};

inline bool is_edge(Op op) {
  return op == Op::create || op == Op::join || op == Op::wake;
}

// An operation that waits until it may take something. It cannot be enabled together with the
// operation that gave that something free, only with those that took it.
inline bool takes(Op op) {
  return op == Op::lock || op == Op::lock_shared || op == Op::once;
}
inline bool gives(Op op) {
  return op == Op::unlock || op == Op::unlock_shared || op == Op::once_done;
}

}  // namespace threadlings::explorer
