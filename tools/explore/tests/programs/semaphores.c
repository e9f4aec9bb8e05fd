// explore: pass, complete
// explore -DNO_SLOTS: check
// explore -DONE_POST: deadlock
// explore -DDESTROY_EARLY: misuse
// Two semaphores around a ring of two slots.
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

enum { kSlots = 2, kItems = 3 };
static sem_t slots, items;
static int ring[kSlots];

static void *produce(void *unused) {
  for (int i = 0; i < kItems; ++i) {
#ifndef NO_SLOTS
    sem_wait(&slots);
#endif
    __atomic_store_n(&ring[i % kSlots], i + 1, __ATOMIC_SEQ_CST);
#ifdef ONE_POST
    if (i == 0)
#endif
      sem_post(&items);
  }
  return unused;
}

int main(void) {
  pthread_t t;
  sem_init(&slots, 0, kSlots);
  sem_init(&items, 0, 0);
  pthread_create(&t, 0, produce, 0);
#ifdef DESTROY_EARLY
  sem_destroy(&slots);
#endif
  for (int i = 0; i < kItems; ++i) {
    sem_wait(&items);
    assert(__atomic_load_n(&ring[i % kSlots], __ATOMIC_SEQ_CST) == i + 1);
    sem_post(&slots);
  }
  pthread_join(t, 0);
  int left;
  sem_getvalue(&items, &left);
  assert(left == 0 && sem_trywait(&items) == -1 && errno == EAGAIN);
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_sec += 1;
  assert(sem_timedwait(&items, &soon) == -1 && errno == ETIMEDOUT);
  sem_destroy(&slots);
  sem_destroy(&items);
  return 0;
}
