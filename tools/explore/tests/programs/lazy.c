// explore: pass, complete
// explore -DASSUME_LAST: check
// Three steps under one lock: which of them comes last is anybody's guess.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int data;

static void *add_one(void *unused) {
  pthread_mutex_lock(&lock);
  data += 1;
  pthread_mutex_unlock(&lock);
  return unused;
}
static void *add_two(void *unused) {
  pthread_mutex_lock(&lock);
  data += 2;
  pthread_mutex_unlock(&lock);
  return unused;
}
static void *look(void *unused) {
  pthread_mutex_lock(&lock);
#ifdef ASSUME_LAST
  assert(data < 3);
#else
  assert(data <= 3);
#endif
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t t[3];
  pthread_create(&t[0], 0, add_one, 0);
  pthread_create(&t[1], 0, add_two, 0);
  pthread_create(&t[2], 0, look, 0);
  for (int i = 0; i < 3; ++i) pthread_join(t[i], 0);
  return 0;
}
