// What programs ask of single threads besides running: names, processors, priorities. Threads that
// are fibers have none, so it is accepted and forgotten. Cancelling is refused.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "runtime.hpp"

using namespace threadlings::explorer;

extern "C" {

int pthread_setname_np(pthread_t thread, const char* name) noexcept {
  if (!MODELLED) return REAL(pthread_setname_np)(thread, name);
  return strlen(name) < 16 ? 0 : ERANGE;
}
int pthread_getname_np(pthread_t thread, char* name, std::size_t size) noexcept {
  if (!MODELLED) return REAL(pthread_getname_np)(thread, name, size);
  if (!size) return ERANGE;
  *name = 0;
  return 0;
}
int pthread_setaffinity_np(pthread_t thread, std::size_t size, const cpu_set_t* set) noexcept {
  if (!MODELLED) return REAL(pthread_setaffinity_np)(thread, size, set);
  return 0;
}
int pthread_getaffinity_np(pthread_t thread, std::size_t size, cpu_set_t* set) noexcept {
  if (!MODELLED) return REAL(pthread_getaffinity_np)(thread, size, set);
  return sched_getaffinity(0, size, set) < 0 ? errno : 0;
}
int pthread_setschedparam(pthread_t thread, int policy, const sched_param* parameters) noexcept {
  if (!MODELLED) return REAL(pthread_setschedparam)(thread, policy, parameters);
  return 0;
}
int pthread_getschedparam(pthread_t thread, int* policy, sched_param* parameters) noexcept {
  if (!MODELLED) return REAL(pthread_getschedparam)(thread, policy, parameters);
  *policy = SCHED_OTHER;
  *parameters = {};
  return 0;
}
int pthread_setcancelstate(int state, int* old) {
  if (!MODELLED) return REAL(pthread_setcancelstate)(state, old);
  if (old) *old = PTHREAD_CANCEL_ENABLE;
  return 0;
}
int pthread_setcanceltype(int type, int* old) {
  if (!MODELLED) return REAL(pthread_setcanceltype)(type, old);
  if (old) *old = PTHREAD_CANCEL_DEFERRED;
  return 0;
}
void pthread_testcancel() {
  if (!MODELLED) REAL(pthread_testcancel)();
}
int pthread_cancel(pthread_t thread) {
  if (!MODELLED) return REAL(pthread_cancel)(thread);
  die("the program cancels a thread: it cannot be explored");
}
int pthread_kill(pthread_t thread, int signal) noexcept {
  if (!MODELLED) return REAL(pthread_kill)(thread, signal);
  if (!signal) return 0;
  die("the program sends a signal to a thread: it cannot be explored");
}

// As many as there are on a small machine, whatever this one has: runs must not depend on that.
unsigned threadlings_hardware_concurrency() noexcept
    __asm__("_ZNSt6thread20hardware_concurrencyEv");
unsigned threadlings_hardware_concurrency() noexcept {
  if (MODELLED) return 2;
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) ? 1 : static_cast<unsigned>(CPU_COUNT(&set));
}
}
