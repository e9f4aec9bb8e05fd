#include "lifetime.hpp"

#include <errno.h>
#include <limits.h>
#include <pthread.h>

#include "exit.hpp"
#include "scheduler.hpp"

namespace threadlings::explorer {

struct AtExit {
  void (*function)(void*);
  void* argument;
  AtExit* next;
};

namespace {

// Keys below kFirst are the C library's, made outside of explorations (by GoogleTest, say).
constexpr unsigned kFirst = 128;
using Destructor = void (*)(void*);
STATE Destructor destructors[kMaxKeys];
STATE unsigned next_key;
STATE AtExit at_exit_pool[4096];
STATE unsigned at_exit_count;
STATE bool values_set;  // does any thread have one?

void call(void (*function)(void*), void* argument) {
  rt.learner = true;
  function(argument);
  rt.learner = false;
}

}  // namespace

void start_keys() {
  next_key = kFirst;
  at_exit_count = 0;
  if (!values_set) return;
  values_set = false;
  for (Thread& thread : rt.threads)
    for (auto& value : thread.specific) value = nullptr;
}

void run_thread_locals_destructors() {
  Thread& self = rt.self();
  rt.learner = false;
  while (AtExit* last = self.at_exit) {
    self.at_exit = last->next;
    call(last->function, last->argument);
  }
}

// As the C library does it: thread_locals in reverse order, then keys, up to four rounds of them.
void run_thread_destructors() {
  Thread& self = rt.self();
  run_thread_locals_destructors();
  bool again = values_set;
  for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS; ++round) {
    again = false;
    for (unsigned key = 0; key < next_key; ++key) {
      void* value = self.specific[key];
      if (!value || !destructors[key]) continue;
      self.specific[key] = nullptr;
      call(destructors[key], value);
      again = true;
    }
  }
}

}  // namespace threadlings::explorer

using namespace threadlings::explorer;

extern "C" {

int pthread_key_create(pthread_key_t* key, void (*destructor)(void*)) {
  if (!MODELLED) {
    int error = REAL(pthread_key_create)(key, destructor);
    if (!error && *key < kFirst) destructors[*key] = destructor;
    return error;
  }
  if (next_key == kMaxKeys) return EAGAIN;
  *key = next_key++;
  destructors[*key] = destructor;
  return 0;
}

int pthread_key_delete(pthread_key_t key) {
  if (!MODELLED) return REAL(pthread_key_delete)(key);
  if (key >= next_key) return EINVAL;
  destructors[key] = nullptr;
  return 0;
}

void* pthread_getspecific(pthread_key_t key) {
  if (!MODELLED) return REAL(pthread_getspecific)(key);
  return key < kMaxKeys ? rt.self().specific[key] : nullptr;
}

int pthread_setspecific(pthread_key_t key, const void* value) {
  if (!MODELLED) return REAL(pthread_setspecific)(key, value);
  if (key >= kMaxKeys) return EINVAL;
  values_set = true;
  rt.self().specific[key] = const_cast<void*>(value);
  return 0;
}

int __cxa_thread_atexit_impl(void (*function)(void*), void* argument, void* library) {
  if (!MODELLED) {
    using Function = int(void (*)(void*), void*, void*);
    STATE static Function* real = nullptr;
    if (!real) real = reinterpret_cast<Function*>(real_function("__cxa_thread_atexit_impl"));
    return real(function, argument, library);
  }
  Inside inside;
  if (at_exit_count == 4096) die("too many destructors of thread_locals in one run");
  AtExit& entry = at_exit_pool[at_exit_count++];
  entry = {function, argument, rt.self().at_exit};
  rt.self().at_exit = &entry;
  return 0;
}

int __cxa_thread_atexit(void (*function)(void*), void* argument, void* library) {
  return __cxa_thread_atexit_impl(function, argument, library);
}

// The static objects that a scenario constructs are forgotten with it; those of a whole program are
// destroyed at its end.
int __cxa_atexit(void (*function)(void*), void* argument, void* library) {
  if (MODELLED) {
    if (rt.whole_program) add_exit_handler(function, argument);
    return 0;
  }
  using Function = int(void (*)(void*), void*, void*);
  STATE static Function* real = nullptr;
  if (!real) real = reinterpret_cast<Function*>(real_function("__cxa_atexit"));
  return real(function, argument, library);
}
}
