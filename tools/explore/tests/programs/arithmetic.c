// explore: pass, complete
// explore -DTOO_FEW: check
// Two threads add each other's number to their own: as in Fibonacci's series, but how far can it go?
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { kRounds = 2 };
static atomic_int i = 1, j = 1;

static void *add_to_i(void *unused) {
  for (int k = 0; k < kRounds; ++k) i += j;
  return unused;
}
static void *add_to_j(void *unused) {
  for (int k = 0; k < kRounds; ++k) j += i;
  return unused;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, add_to_i, 0);
  pthread_create(&b, 0, add_to_j, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
#ifdef TOO_FEW
  assert(i < 8 && j < 8);
#else
  assert(i <= 8 && j <= 8);
#endif
  return 0;
}
