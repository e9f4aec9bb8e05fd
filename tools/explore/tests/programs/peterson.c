// explore: pass, complete
// explore -DTURN_FIRST: race
// explore -DVOLATILE: race
// explore -DNO_TURN: livelock
// Peterson's lock, twice around, with sequentially consistent atomics.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifdef VOLATILE
static volatile int interested[2], turn;
#else
static atomic_int interested[2], turn;
#endif
static int inside;

static void lock(int me) {
#ifdef TURN_FIRST
  turn = 1 - me;
  interested[me] = 1;
#else
  interested[me] = 1;
  turn = 1 - me;
#endif
#ifdef NO_TURN
  while (interested[1 - me]) {
  }
#else
  while (interested[1 - me] && turn == 1 - me) {
  }
#endif
}

static void *work(void *number) {
  int me = (int)(intptr_t)number;
  for (int round = 0; round < 2; ++round) {
    lock(me);
    ++inside;
    assert(inside == 1);
    --inside;
    interested[me] = 0;
  }
  return 0;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, work, (void *)0);
  pthread_create(&b, 0, work, (void *)1);
  pthread_join(a, 0);
  pthread_join(b, 0);
  return 0;
}
