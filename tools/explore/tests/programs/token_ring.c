// explore: pass, complete
// explore -DNO_TURNS: check
// Each adds one to what its left neighbour had; that needs turns, locks are not enough.
#include <assert.h>
#include <pthread.h>
#include <stdint.h>

enum { kThreads = 3 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t passed = PTHREAD_COND_INITIALIZER;
static int value[kThreads + 1], turn;

static void *member(void *number) {
  int me = (int)(intptr_t)number;
  pthread_mutex_lock(&lock);
#ifndef NO_TURNS
  while (turn != me) pthread_cond_wait(&passed, &lock);
#endif
  value[me + 1] = value[me] + 1;
  ++turn;
  pthread_cond_broadcast(&passed);
  pthread_mutex_unlock(&lock);
  return 0;
}

int main(void) {
  pthread_t t[kThreads];
  for (int i = 0; i < kThreads; ++i) pthread_create(&t[i], 0, member, (void *)(intptr_t)i);
  for (int i = 0; i < kThreads; ++i) pthread_join(t[i], 0);
  assert(value[kThreads] == kThreads);
  return 0;
}
