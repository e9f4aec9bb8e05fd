// explore: pass, complete
// explore -DCHECK_OUTSIDE: check
// explore -DNO_LOCK: race
// Two cards, one account: looking at the balance and taking the money must be one step.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance = 100;

static int enough(int amount) {
  pthread_mutex_lock(&lock);
  int yes = balance >= amount;
  pthread_mutex_unlock(&lock);
  return yes;
}

static void *withdraw(void *amount) {
  int wanted = *(int *)amount;
#if defined(CHECK_OUTSIDE)
  if (!enough(wanted)) return 0;
  pthread_mutex_lock(&lock);
  balance -= wanted;
  pthread_mutex_unlock(&lock);
#elif defined(NO_LOCK)
  if (balance >= wanted) balance -= wanted;
#else
  if (!enough(wanted)) return 0;
  pthread_mutex_lock(&lock);
  if (balance >= wanted) balance -= wanted;
  pthread_mutex_unlock(&lock);
#endif
  return 0;
}

int main(void) {
  pthread_t a, b;
  int wanted = 70;
  pthread_create(&a, 0, withdraw, &wanted);
  pthread_create(&b, 0, withdraw, &wanted);
  pthread_join(a, 0);
  pthread_join(b, 0);
  assert(balance >= 0);
  return 0;
}
