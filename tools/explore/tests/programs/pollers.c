// explore: pass, complete
// Two threads that look into the same box again and again, under its lock.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int q;
static int got;
static void* c(void* a) {
  bool done = false;
  while (!done) {
    pthread_mutex_lock(&m);
    if (q > 0) {
      --q;
      ++got;
      done = true;
    }
    pthread_mutex_unlock(&m);
  }
  return a;
}
int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, c, 0);
  pthread_create(&b, 0, c, 0);
  for (int i = 0; i < 2; i++) {
    pthread_mutex_lock(&m);
    ++q;
    pthread_mutex_unlock(&m);
  }
  pthread_join(a, 0);
  pthread_join(b, 0);
  assert(got == 2);
  return 0;
}
