// C11's <threads.h>. In glibc its types have the layout of pthread's, so they are passed on.
#include <errno.h>
#include <pthread.h>
#include <threads.h>
#include <time.h>

#include <cstdint>

namespace {

int result_of(int error) {
  switch (error) {
    case 0:
      return thrd_success;
    case ENOMEM:
      return thrd_nomem;
    case ETIMEDOUT:
      return thrd_timedout;
    case EBUSY:
      return thrd_busy;
  }
  return thrd_error;
}

pthread_mutex_t* as_mutex(mtx_t* m) {
  return reinterpret_cast<pthread_mutex_t*>(m);
}
pthread_cond_t* as_cond(cnd_t* c) {
  return reinterpret_cast<pthread_cond_t*>(c);
}

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t function, void* argument) {
  // The result travels as a pointer; C11's int fits.
  auto* entry = reinterpret_cast<void* (*)(void*)>(reinterpret_cast<std::uintptr_t>(function));
  return result_of(pthread_create(thread, nullptr, entry, argument));
}
int thrd_join(thrd_t thread, int* result) {
  void* value = nullptr;
  int error = pthread_join(thread, &value);
  if (result) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(value));
  return result_of(error);
}
int thrd_detach(thrd_t thread) {
  return result_of(pthread_detach(thread));
}
thrd_t thrd_current() {
  return pthread_self();
}
void thrd_yield() {
  sched_yield();
}
void thrd_exit(int result) {
  pthread_exit(reinterpret_cast<void*>(std::intptr_t{result}));
}
int thrd_sleep(const timespec* time, timespec* rest) {
  return nanosleep(time, rest);
}

int mtx_init(mtx_t* m, int type) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  if (type & mtx_recursive) pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  return result_of(pthread_mutex_init(as_mutex(m), &attributes));
}
int mtx_lock(mtx_t* m) {
  return result_of(pthread_mutex_lock(as_mutex(m)));
}
int mtx_trylock(mtx_t* m) {
  return result_of(pthread_mutex_trylock(as_mutex(m)));
}
int mtx_timedlock(mtx_t* m, const timespec* t) {
  return result_of(pthread_mutex_timedlock(as_mutex(m), t));
}
int mtx_unlock(mtx_t* m) {
  return result_of(pthread_mutex_unlock(as_mutex(m)));
}
void mtx_destroy(mtx_t* m) {
  pthread_mutex_destroy(as_mutex(m));
}

int cnd_init(cnd_t* c) {
  return result_of(pthread_cond_init(as_cond(c), nullptr));
}
int cnd_wait(cnd_t* c, mtx_t* m) {
  return result_of(pthread_cond_wait(as_cond(c), as_mutex(m)));
}
int cnd_timedwait(cnd_t* c, mtx_t* m, const timespec* t) {
  return result_of(pthread_cond_timedwait(as_cond(c), as_mutex(m), t));
}
int cnd_signal(cnd_t* c) {
  return result_of(pthread_cond_signal(as_cond(c)));
}
int cnd_broadcast(cnd_t* c) {
  return result_of(pthread_cond_broadcast(as_cond(c)));
}
void cnd_destroy(cnd_t* c) {
  pthread_cond_destroy(as_cond(c));
}

void call_once(once_flag* flag, void (*function)()) {
  pthread_once(reinterpret_cast<pthread_once_t*>(flag), function);
}
int tss_create(tss_t* key, tss_dtor_t destructor) {
  return result_of(pthread_key_create(key, destructor));
}
void* tss_get(tss_t key) {
  return pthread_getspecific(key);
}
int tss_set(tss_t key, void* value) {
  return result_of(pthread_setspecific(key, value));
}
void tss_delete(tss_t key) {
  pthread_key_delete(key);
}
}
