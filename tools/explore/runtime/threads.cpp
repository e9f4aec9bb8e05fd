// pthread_create and its relatives: std::thread, std::jthread and std::async come down to these.
#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include "../report/observer.hpp"
#include "scheduler.hpp"

using namespace threadlings::explorer;

namespace {

// Handles are small and the same in every run and process, so that printing or hashing a thread's
// id changes nothing. Zero is std::thread::id's "no thread".
pthread_t handle_of(unsigned thread) {
  return 0x7EAD0000 + thread + 1;
}

int find(pthread_t handle) {
  auto thread = static_cast<std::uintptr_t>(handle) - 0x7EAD0001;
  return thread < rt.count ? static_cast<int>(thread) : -1;
}

bool is_done(const Thread& self) {
  return rt.threads[self.pending.object].state == Thread::done;
}

int join(pthread_t handle, void** result, const void* pc) {
  Inside inside;
  int target = find(handle);
  if (target < 0) return ESRCH;
  if (static_cast<unsigned>(target) == rt.current) return EDEADLK;
  Thread& other = rt.threads[target];
  if (other.detached || other.joined) return EINVAL;
  other.joined = true;
  // Not a choice: when the other has ended, going on commutes with everything else.
  Action action;
  action.op = Op::join;
  action.object = static_cast<std::uintptr_t>(target);
  action.ready = is_done;
  action.eager = true;
  if (rt.observer) rt.observer->intent(pc);
  visible(action);
  acquire_from(other.clock);
  note_edge(Op::join, static_cast<std::uint32_t>(target));
  if (rt.observer) rt.observer->event(Op::join, static_cast<std::uintptr_t>(target), 0, pc);
  if (result) *result = other.result;
  return 0;
}

void yield(const void* pc) {
  Inside inside;
  if (rt.self().quiet || rt.live < 2) return;
  Action action;
  action.op = Op::yield;
  visible(action);
  if (rt.observer) rt.observer->event(Op::yield, 0, 0, pc);
}

}  // namespace

#define PC __builtin_return_address(0)

extern "C" {

int pthread_create(pthread_t* handle, const pthread_attr_t* attributes, void* (*entry)(void*),
                   void* argument) {
  if (!MODELLED) return REAL(pthread_create)(handle, attributes, entry, argument);
  Inside inside;
  unsigned id = spawn(entry, argument);
  *handle = handle_of(id);
  int detached = 0;
  if (attributes) pthread_attr_getdetachstate(attributes, &detached);
  rt.threads[id].detached = detached;
  if (rt.observer) rt.observer->event(Op::create, id, 0, PC);
  return 0;
}

int pthread_join(pthread_t handle, void** result) {
  if (!MODELLED) return REAL(pthread_join)(handle, result);
  return join(handle, result, PC);
}

int pthread_detach(pthread_t handle) {
  if (!MODELLED) return REAL(pthread_detach)(handle);
  int target = find(handle);
  if (target < 0) return ESRCH;
  if (rt.threads[target].detached || rt.threads[target].joined) return EINVAL;
  rt.threads[target].detached = true;
  return 0;
}

pthread_t pthread_self() {
  if (!MODELLED) return REAL(pthread_self)();
  return handle_of(rt.current);
}

void pthread_exit(void* result) {
  if (!MODELLED) {
    REAL(pthread_exit)(result);
    __builtin_unreachable();
  }
  // Objects on the stack are not destroyed; the C library would unwind.
  rt.self().result = result;
  finish_thread();
}

int sched_yield() {
  if (!MODELLED) return REAL(sched_yield)();
  yield(PC);
  return 0;
}
}
