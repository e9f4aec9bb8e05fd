// explore: pass, complete
// explore -DLATE_COUNT: check
// A driver that is stopped while a request comes in: nobody may work once it has stopped.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t idle = PTHREAD_COND_INITIALIZER;
static int stopping, stopped, pending = 1;

static int enter(void) {
  int welcome;
#ifdef LATE_COUNT
  pthread_mutex_lock(&lock);
  welcome = !stopping;
  pthread_mutex_unlock(&lock);
  pthread_mutex_lock(&lock);
  if (welcome) ++pending;
  pthread_mutex_unlock(&lock);
#else
  pthread_mutex_lock(&lock);
  welcome = !stopping;
  if (welcome) ++pending;
  pthread_mutex_unlock(&lock);
#endif
  return welcome;
}

static void leave(void) {
  pthread_mutex_lock(&lock);
  if (--pending == 0) pthread_cond_signal(&idle);
  pthread_mutex_unlock(&lock);
}

static void *request(void *unused) {
  if (enter()) {
    pthread_mutex_lock(&lock);
    assert(!stopped);
    pthread_mutex_unlock(&lock);
    leave();
  }
  return unused;
}

int main(void) {
  pthread_t t;
  pthread_create(&t, 0, request, 0);
  pthread_mutex_lock(&lock);
  stopping = 1;
  pthread_mutex_unlock(&lock);
  leave();
  pthread_mutex_lock(&lock);
  while (pending > 0) pthread_cond_wait(&idle, &lock);
  stopped = 1;
  pthread_mutex_unlock(&lock);
  pthread_join(t, 0);
  return 0;
}
