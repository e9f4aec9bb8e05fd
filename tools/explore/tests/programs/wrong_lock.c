// explore: pass, complete
// explore -DWRONG: race
// Everybody takes a lock; that is worth nothing unless it is the same one.
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER, n = PTHREAD_MUTEX_INITIALIZER;
static int shared;

static void *with_m(void *unused) {
  pthread_mutex_lock(&m);
  int seen = shared;
  shared = seen + 1;
  pthread_mutex_unlock(&m);
  return unused;
}
static void *with_n(void *unused) {
#ifdef WRONG
  pthread_mutex_t *lock = &n;
#else
  pthread_mutex_t *lock = &m;
#endif
  pthread_mutex_lock(lock);
  shared += 10;
  pthread_mutex_unlock(lock);
  return unused;
}

int main(void) {
  pthread_t t[3];
  (void)n;
  pthread_create(&t[0], 0, with_m, 0);
  pthread_create(&t[1], 0, with_n, 0);
  pthread_create(&t[2], 0, with_m, 0);
  for (int i = 0; i < 3; ++i) pthread_join(t[i], 0);
  return shared == 12 ? 0 : 1;
}
