// explore: pass, complete
// explore -DNO_BARRIER: check
// explore -DMISSING_ONE: deadlock
// Everybody writes its part, meets the others, and reads its neighbour's.
#include <assert.h>
#include <pthread.h>
#include <stdint.h>

enum { kThreads = 3 };
static pthread_barrier_t meeting;
static int part[kThreads], leaders;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *number) {
  int me = (int)(intptr_t)number;
  part[me] = me + 1;
#ifndef NO_BARRIER
  if (pthread_barrier_wait(&meeting) == PTHREAD_BARRIER_SERIAL_THREAD) {
    pthread_mutex_lock(&lock);
    ++leaders;
    pthread_mutex_unlock(&lock);
  }
#endif
  assert(part[(me + 1) % kThreads] == (me + 1) % kThreads + 1);
  return 0;
}

int main(void) {
  pthread_t t[kThreads];
#ifdef MISSING_ONE
  pthread_barrier_init(&meeting, 0, kThreads + 1);
#else
  pthread_barrier_init(&meeting, 0, kThreads);
#endif
  for (int i = 0; i < kThreads; ++i) pthread_create(&t[i], 0, work, (void *)(intptr_t)i);
  for (int i = 0; i < kThreads; ++i) pthread_join(t[i], 0);
#ifndef NO_BARRIER
  assert(leaders == 1);
#endif
  pthread_barrier_destroy(&meeting);
  return 0;
}
