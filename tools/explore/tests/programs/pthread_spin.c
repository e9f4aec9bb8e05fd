// explore: pass, complete
// explore -DFORGOTTEN: deadlock
// explore -DFOREIGN: misuse
// pthread's spin locks, and trying one.
#include <assert.h>
#include <errno.h>
#include <pthread.h>

static pthread_spinlock_t lock;
static int counter, tries;

static void *work(void *unused) {
  pthread_spin_lock(&lock);
  ++counter;
#ifndef FORGOTTEN
  pthread_spin_unlock(&lock);
#endif
  return unused;
}

static void *attempt(void *unused) {
  while (pthread_spin_trylock(&lock) == EBUSY) {
  }
  ++tries;
  pthread_spin_unlock(&lock);
#ifdef FOREIGN
  pthread_spin_unlock(&lock);
#endif
  return unused;
}

int main(void) {
  pthread_t a, b, c;
  pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
  pthread_create(&a, 0, work, 0);
  pthread_create(&b, 0, work, 0);
#ifndef FORGOTTEN
  pthread_create(&c, 0, attempt, 0);
  pthread_join(c, 0);
#else
  (void)c, (void)attempt;
#endif
  pthread_join(a, 0);
  pthread_join(b, 0);
  assert(counter == 2);
  pthread_spin_destroy(&lock);
  return 0;
}
