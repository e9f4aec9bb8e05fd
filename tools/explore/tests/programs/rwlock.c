// explore: pass, complete
// explore -DREAD_UNLOCKED: race
// explore -DUNLOCK_FREE: misuse
// A reader-writer lock with all its forms: waiting, trying, with time-outs.
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int a, b;

static void *writer(void *unused) {
  pthread_rwlock_wrlock(&lock);
  ++a, ++b;
  pthread_rwlock_unlock(&lock);
#ifdef UNLOCK_FREE
  pthread_rwlock_unlock(&lock);
#endif
  return unused;
}

static void *reader(void *unused) {
#ifndef READ_UNLOCKED
  pthread_rwlock_rdlock(&lock);
#endif
  assert(a == b);
#ifndef READ_UNLOCKED
  pthread_rwlock_unlock(&lock);
#endif
  return unused;
}

static void *patient(void *unused) {
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_sec += 1;
  if (pthread_rwlock_timedwrlock(&lock, &soon) == 0) {
    ++a, ++b;
    pthread_rwlock_unlock(&lock);
  }
  if (pthread_rwlock_tryrdlock(&lock) == 0) pthread_rwlock_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t t[3];
  pthread_create(&t[0], 0, writer, 0);
  pthread_create(&t[1], 0, reader, 0);
  pthread_create(&t[2], 0, patient, 0);
  for (int i = 0; i < 3; ++i) pthread_join(t[i], 0);
  assert(a == b && a >= 1 && a <= 2);
  pthread_rwlock_destroy(&lock);
  return 0;
}
