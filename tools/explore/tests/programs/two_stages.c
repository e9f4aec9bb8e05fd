// explore: pass, complete
// explore -DREAD_BETWEEN: check
// Two data under two locks, written one after the other; a reader may come in between.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t first_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second_lock = PTHREAD_MUTEX_INITIALIZER;
static int first, second;

static void *write_both(void *unused) {
  pthread_mutex_lock(&first_lock);
  first = 1;
  pthread_mutex_unlock(&first_lock);
  pthread_mutex_lock(&second_lock);
  second = first + 1;
  pthread_mutex_unlock(&second_lock);
  return unused;
}

static void *read_both(void *unused) {
  pthread_mutex_lock(&first_lock);
  int one = first;
  pthread_mutex_unlock(&first_lock);
  if (one == 0) return unused;
  pthread_mutex_lock(&second_lock);
  int two = second;
  pthread_mutex_unlock(&second_lock);
#ifdef READ_BETWEEN
  assert(two == one + 1);
#else
  assert(two == 0 || two == one + 1);
#endif
  return unused;
}

int main(void) {
  pthread_t w, r;
  pthread_create(&w, 0, write_both, 0);
  pthread_create(&r, 0, read_both, 0);
  pthread_join(w, 0);
  pthread_join(r, 0);
  return 0;
}
