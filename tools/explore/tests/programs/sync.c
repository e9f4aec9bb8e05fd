// explore: pass, complete
// explore -DSIGNAL_BEFORE_LOCK: deadlock
// A producer and a consumer hand over one number with two conditions.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t empty = PTHREAD_COND_INITIALIZER, full = PTHREAD_COND_INITIALIZER;
static int number;

static void *producer(void *unused) {
#ifdef SIGNAL_BEFORE_LOCK
  pthread_cond_signal(&full);
#endif
  pthread_mutex_lock(&lock);
  while (number > 0) pthread_cond_wait(&empty, &lock);
  ++number;
  pthread_mutex_unlock(&lock);
#ifndef SIGNAL_BEFORE_LOCK
  pthread_cond_signal(&full);
#endif
  return unused;
}

static void *consumer(void *unused) {
  pthread_mutex_lock(&lock);
  while (number == 0) pthread_cond_wait(&full, &lock);
  --number;
  pthread_mutex_unlock(&lock);
  pthread_cond_signal(&empty);
  return unused;
}

int main(void) {
  pthread_t p, c;
  pthread_create(&c, 0, consumer, 0);
  pthread_create(&p, 0, producer, 0);
  pthread_join(p, 0);
  pthread_join(c, 0);
  assert(number == 0);
  return number;
}
