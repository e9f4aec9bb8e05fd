// explore: pass, complete
// explore -DALL_LEFT_FIRST: deadlock
// Three philosophers and three forks.
#include <pthread.h>
#include <stdint.h>

enum { kSeats = 3 };
static pthread_mutex_t fork_at[kSeats];

static void *dine(void *seat) {
  int left = (int)(intptr_t)seat, right = (left + 1) % kSeats;
#ifdef ALL_LEFT_FIRST
  int first = left, second = right;
#else
  int first = left < right ? left : right, second = left + right - first;
#endif
  pthread_mutex_lock(&fork_at[first]);
  pthread_mutex_lock(&fork_at[second]);
  pthread_mutex_unlock(&fork_at[second]);
  pthread_mutex_unlock(&fork_at[first]);
  return 0;
}

int main(void) {
  pthread_t t[kSeats];
  for (int i = 0; i < kSeats; ++i) pthread_mutex_init(&fork_at[i], 0);
  for (int i = 0; i < kSeats; ++i) pthread_create(&t[i], 0, dine, (void *)(intptr_t)i);
  for (int i = 0; i < kSeats; ++i) pthread_join(t[i], 0);
  for (int i = 0; i < kSeats; ++i) pthread_mutex_destroy(&fork_at[i]);
  return 0;
}
