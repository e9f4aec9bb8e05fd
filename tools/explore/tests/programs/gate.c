// explore: pass, complete
// explore -DCROSSED: deadlock
// Readers are counted under one lock and let in by another; the last one out frees it.
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER, l = PTHREAD_MUTEX_INITIALIZER;
static int a, b;

static void enter(int *count) {
  pthread_mutex_lock(&m);
  if (++*count == 1) pthread_mutex_lock(&l);
  pthread_mutex_unlock(&m);
}
static void leave(int *count) {
#ifdef CROSSED
  pthread_mutex_lock(&l);
#endif
  pthread_mutex_lock(&m);
  --*count;
  pthread_mutex_unlock(&m);
  pthread_mutex_unlock(&l);
}

static void *one(void *unused) {
  enter(&a);
#ifdef CROSSED
  pthread_mutex_unlock(&l);
#endif
  leave(&a);
  return unused;
}
static void *two(void *unused) {
#ifdef CROSSED
  pthread_mutex_lock(&m);
  ++b;
  pthread_mutex_lock(&l);
  pthread_mutex_unlock(&l);
  --b;
  pthread_mutex_unlock(&m);
#else
  pthread_mutex_lock(&l);
  ++b;
  pthread_mutex_unlock(&l);
#endif
  return unused;
}

int main(void) {
  pthread_t t, u;
  pthread_create(&t, 0, one, 0);
  pthread_create(&u, 0, two, 0);
  pthread_join(t, 0);
  pthread_join(u, 0);
  return 0;
}
