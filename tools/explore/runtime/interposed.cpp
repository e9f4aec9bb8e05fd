// A linker takes from an archive only the members that somebody refers to, and most of the
// functions that are interposed here are called by libstdc++ alone. So one of each file is named.
#include "interposed.hpp"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include <new>

extern "C" void __tsan_init();
extern "C" int __tsan_atomic32_load(const volatile int*, int);
extern "C" void __tsan_mutex_create(void*, unsigned);
extern "C" int __cxa_guard_acquire(void*);

namespace threadlings::explorer {

void keep_interposed() {
  const void* functions[] = {
      reinterpret_cast<const void*>(&pthread_create),
      reinterpret_cast<const void*>(&pthread_key_create),
      reinterpret_cast<const void*>(&pthread_mutex_lock),
      reinterpret_cast<const void*>(&pthread_rwlock_rdlock),
      reinterpret_cast<const void*>(&pthread_cond_wait),
      reinterpret_cast<const void*>(&pthread_barrier_wait),
      reinterpret_cast<const void*>(&pthread_once),
      reinterpret_cast<const void*>(&sem_wait),
      reinterpret_cast<const void*>(&syscall),
      reinterpret_cast<const void*>(&clock_gettime),
      reinterpret_cast<const void*>(&abort),
      reinterpret_cast<const void*>(&malloc),
      reinterpret_cast<const void*>(&memcpy),
      reinterpret_cast<const void*>(&thrd_create),
      reinterpret_cast<const void*>(&rand),
      reinterpret_cast<const void*>(&pthread_setname_np),
      reinterpret_cast<const void*>(static_cast<void* (*)(std::size_t)>(&operator new)),
      reinterpret_cast<const void*>(&__tsan_init),
      reinterpret_cast<const void*>(&__tsan_atomic32_load),
      reinterpret_cast<const void*>(&__tsan_mutex_create),
      reinterpret_cast<const void*>(&keep_library_wait),
      reinterpret_cast<const void*>(&__cxa_guard_acquire),
  };
  asm volatile("" : : "r"(functions) : "memory");
}

}  // namespace threadlings::explorer
