// pthread_once (std::call_once) and the guards of static locals: the first one runs it, the others
// wait until it is done, and if it throws somebody else tries.
#include <errno.h>
#include <pthread.h>

#include "../memory/race_detector.hpp"
#include "../memory/shadow.hpp"
#include "../report/observer.hpp"
#include "check.hpp"
#include "globals.hpp"
#include "scheduler.hpp"
#include "spin.hpp"
#include "weak_atomics.hpp"

using namespace threadlings::explorer;

namespace {

enum : std::uint8_t { kNotRun, kRunning, kDone };

bool not_running(const Thread& self) {
  return sync_of(self).state != kRunning;
}

// True: the running thread is to do it.
bool begin(const void* object, const void* pc) {
  check_primitive(object);
  Sync& sync = sync_at(object);
  Action action;
  action.op = Op::once;
  action.object = sync.address;
  action.touch[0] = writes(object);
  action.sync = index_of(sync);
  action.ready = not_running;
  if (rt.observer) rt.observer->intent(pc);
  visible(action);
  acquire_from(sync.clock);
  if (rt.observer) sync.taken = rt.observer->event(Op::once, sync.address, 0, pc);
  if (sync.state == kDone) {
    this_step().touch[0].write = false;
    return false;
  }
  note_effect();
  sync.state = kRunning;
  sync.owner = static_cast<std::int16_t>(rt.current);
  return true;
}

void end(const void* object, std::uint8_t state) {
  Sync& sync = sync_at(object);
  Action action;
  action.op = Op::once_done;
  action.object = sync.address;
  action.touch[0] = writes(object);
  visible(action);
  sync.state = state;
  sync.owner = -1;
  release_to(sync.clock);
}

void end_for_learner(const void* object, std::uint8_t state) {
  Inside inside;
  end(object, state);
}

// The compiler's own check of the guard is an atomic load of its first byte.
void set_guard(void* guard) {
  auto address = reinterpret_cast<std::uintptr_t>(guard);
  if (address - globals_low < globals_size) mark_global(address, 8);
  Atomic* atomic = nullptr;
  atomic_access(address, 1, true, &atomic);
  if (weak_here()) {
    keep_ordered(address);  // it is set by a step that is not one on an atomic
    return weak_store({address, 1}, __ATOMIC_RELEASE, 1);
  }
  release_to(atomic->release);
  *static_cast<char*>(guard) = 1;
}

}  // namespace

#define PC __builtin_return_address(0)

extern "C" {

int pthread_once(pthread_once_t* flag, void (*function)(void)) {
  if (!MODELLED) return REAL(pthread_once)(flag, function);
  bool mine;
  {
    Inside inside;
    mine = begin(flag, PC);
  }
  if (!mine) return 0;
  try {
    function();
  } catch (...) {
    end_for_learner(flag, kNotRun);
    throw;
  }
  end_for_learner(flag, kDone);
  return 0;
}

int __cxa_guard_acquire(void* guard) {
  auto* done = static_cast<char*>(guard);
  if (!MODELLED) {
    using Function = int(void*);
    STATE static Function* real = nullptr;
    if (!real) real = reinterpret_cast<Function*>(real_function("__cxa_guard_acquire"));
    return real(guard);
  }
  Inside inside;
  if (*done && !weak_here()) return 0;  // else it may be an old value that brought us here
  return begin(guard, PC);
}

void __cxa_guard_release(void* guard) {
  if (!MODELLED) {
    using Function = void(void*);
    STATE static Function* real = nullptr;
    if (!real) real = reinterpret_cast<Function*>(real_function("__cxa_guard_release"));
    return real(guard);
  }
  Inside inside;
  end(guard, kDone);
  set_guard(guard);
}

void __cxa_guard_abort(void* guard) {
  if (!MODELLED) {
    using Function = void(void*);
    STATE static Function* real = nullptr;
    if (!real) real = reinterpret_cast<Function*>(real_function("__cxa_guard_abort"));
    return real(guard);
  }
  Inside inside;
  end(guard, kNotRun);
}
}
