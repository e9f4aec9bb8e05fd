// explore: pass, complete
// explore -DIF_NOT_WHILE: check
// explore -DSIGNAL_WRONG_SIDE: deadlock
// One slot, a writer and two readers with condition variables.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static int slots[1], count;

static void put(int value) {
  pthread_mutex_lock(&lock);
  while (count == 1) pthread_cond_wait(&not_full, &lock);
  slots[count++] = value;
#ifdef SIGNAL_WRONG_SIDE
  pthread_cond_signal(&not_full);
#else
  pthread_cond_signal(&not_empty);
#endif
  pthread_mutex_unlock(&lock);
}

static int take(void) {
  pthread_mutex_lock(&lock);
#ifdef IF_NOT_WHILE
  if (count == 0) pthread_cond_wait(&not_empty, &lock);
#else
  while (count == 0) pthread_cond_wait(&not_empty, &lock);
#endif
  assert(count == 1);
  int value = slots[--count];
  pthread_cond_signal(&not_full);
  pthread_mutex_unlock(&lock);
  return value;
}

static void *reader(void *sum) {
  *(int *)sum = take();
  return 0;
}

int main(void) {
  pthread_t a, b;
  int first, second;
  pthread_create(&a, 0, reader, &first);
  pthread_create(&b, 0, reader, &second);
  put(1);
  put(2);
  pthread_join(a, 0);
  pthread_join(b, 0);
  assert(first + second == 3);
  return 0;
}
