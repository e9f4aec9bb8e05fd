// explore: pass, complete
// explore -DALL_DIFFERENT: check
// explore -DALL_EQUAL: check
// Four looks at one number are no waiting: each may find something new, and none has to.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int number;

static void *count(void *unused) {
  for (int i = 0; i < 4; ++i) ++number;
  return unused;
}

int main(void) {
  pthread_t t;
  pthread_create(&t, 0, count, 0);
  int seen[4], sum = 0;
  for (int i = 0; i < 4; ++i) sum += seen[i] = number;
  assert(sum <= 16);
#ifdef ALL_DIFFERENT
  assert(sum != 1 + 2 + 3 + 4);
#endif
#ifdef ALL_EQUAL
  assert(seen[0] != 2 || seen[3] != 2);
#endif
  pthread_join(t, 0);
  return 0;
}
