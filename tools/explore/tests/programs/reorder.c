// explore: pass, complete
// explore -DPLAIN: race
// explore -DSEPARATE: check
// Two setters write a pair, a checker must never see half of it.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#ifdef PLAIN
static int a, b;
#else
static atomic_int a, b;
#endif

static void *set(void *unused) {
#if !defined(PLAIN) && !defined(SEPARATE)
  pthread_mutex_lock(&lock);
#endif
  a = 1;
  b = -1;
#if !defined(PLAIN) && !defined(SEPARATE)
  pthread_mutex_unlock(&lock);
#endif
  return unused;
}

static void *check(void *unused) {
  pthread_mutex_lock(&lock);
  int x = a, y = b;
  assert((x == 0 && y == 0) || (x == 1 && y == -1));
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t t[3];
  pthread_create(&t[0], 0, set, 0);
  pthread_create(&t[1], 0, set, 0);
  pthread_create(&t[2], 0, check, 0);
  for (int i = 0; i < 3; ++i) pthread_join(t[i], 0);
  return 0;
}
