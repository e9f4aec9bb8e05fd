// explore: pass, complete
// explore -DCOUNT_UNLOCKED: race
// A queue in an array, filled by one thread and emptied by another, which polls under the lock.
#include <assert.h>
#include <pthread.h>

enum { kItems = 3 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int items[kItems], head, tail;

static void *produce(void *unused) {
  for (int i = 0; i < kItems; ++i) {
    pthread_mutex_lock(&lock);
    items[tail++] = i;
    pthread_mutex_unlock(&lock);
  }
  return unused;
}

static void *consume(void *unused) {
  for (int expected = 0; expected < kItems;) {
#ifdef COUNT_UNLOCKED
    if (head == tail) continue;
#endif
    pthread_mutex_lock(&lock);
    if (head < tail) {
      assert(items[head] == expected);
      ++head;
      ++expected;
    }
    pthread_mutex_unlock(&lock);
  }
  return unused;
}

int main(void) {
  pthread_t p, c;
  pthread_create(&p, 0, produce, 0);
  pthread_create(&c, 0, consume, 0);
  pthread_join(p, 0);
  pthread_join(c, 0);
  return 0;
}
