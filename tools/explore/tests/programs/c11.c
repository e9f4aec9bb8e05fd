// explore: pass, complete
// explore -DNO_LOCK: race
// explore -DLOST: deadlock
// C11's threads: mtx, cnd, call_once, tss and thrd.
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <threads.h>

static mtx_t lock;
static cnd_t changed;
static once_flag once = ONCE_FLAG_INIT;
static tss_t own;
static int ready, made;
static atomic_int freed;

static void make(void) { ++made; }
static void give_back(void *p) {
  free(p);
  ++freed;
}

static int worker(void *unused) {
  (void)unused;
  call_once(&once, make);
  tss_set(own, malloc(4));
#ifndef NO_LOCK
  mtx_lock(&lock);
#endif
  ++ready;
#ifndef NO_LOCK
#ifndef LOST
  cnd_signal(&changed);
#endif
  mtx_unlock(&lock);
#endif
  return 7;
}

int main(void) {
  thrd_t a, b;
  int result_a = 0, result_b = 0;
  mtx_init(&lock, mtx_plain);
  cnd_init(&changed);
  tss_create(&own, give_back);
  thrd_create(&a, worker, 0);
  thrd_create(&b, worker, 0);
  mtx_lock(&lock);
  while (ready < 2) cnd_wait(&changed, &lock);
  mtx_unlock(&lock);
  thrd_join(a, &result_a);
  thrd_join(b, &result_b);
  assert(result_a == 7 && result_b == 7 && made == 1 && freed == 2);
  tss_delete(own);
  cnd_destroy(&changed);
  mtx_destroy(&lock);
  return 0;
}
