// explore: pass, complete
// explore -DCROSSED: deadlock
// explore -DTWICE: deadlock
// Two locks, always taken in one order.
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER, n = PTHREAD_MUTEX_INITIALIZER;
static int counter = 1;

static void *forward(void *unused) {
  pthread_mutex_lock(&m);
  pthread_mutex_lock(&n);
#ifdef TWICE
  pthread_mutex_lock(&m);
#endif
  ++counter;
  pthread_mutex_unlock(&n);
  pthread_mutex_unlock(&m);
  return unused;
}

static void *backward(void *unused) {
#ifdef CROSSED
  pthread_mutex_lock(&n);
  pthread_mutex_lock(&m);
#else
  pthread_mutex_lock(&m);
  pthread_mutex_lock(&n);
#endif
  --counter;
  pthread_mutex_unlock(&m);
  pthread_mutex_unlock(&n);
  return unused;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, forward, 0);
  pthread_create(&b, 0, backward, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
  return counter - 1;
}
