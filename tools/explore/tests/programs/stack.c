// explore: pass, complete
// explore -DPOP_UNLOCKED: race
// explore -DTOP_OUTSIDE: check
// An array as a stack; a pop from the empty one must not happen.
#include <assert.h>
#include <pthread.h>

enum { kSize = 2 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int cells[kSize], top;

static void push(int value) {
  pthread_mutex_lock(&lock);
  assert(top < kSize);
  cells[top++] = value;
  pthread_mutex_unlock(&lock);
}

static int is_empty(void) {
  pthread_mutex_lock(&lock);
  int yes = top == 0;
  pthread_mutex_unlock(&lock);
  return yes;
}

static void pop(void) {
#ifdef POP_UNLOCKED
  if (top > 0) --top;
#else
#ifdef TOP_OUTSIDE
  if (is_empty()) return;
  pthread_mutex_lock(&lock);
#else
  (void)is_empty;
  pthread_mutex_lock(&lock);
  if (top == 0) {
    pthread_mutex_unlock(&lock);
    return;
  }
#endif
  assert(top > 0);
  --top;
  pthread_mutex_unlock(&lock);
#endif
}

static void *pusher(void *unused) {
  push(1);
  return unused;
}
static void *popper(void *unused) {
  pop();
  return unused;
}

int main(void) {
  pthread_t t[3];
  pthread_create(&t[0], 0, pusher, 0);
  pthread_create(&t[1], 0, popper, 0);
  pthread_create(&t[2], 0, popper, 0);
  for (int i = 0; i < 3; ++i) pthread_join(t[i], 0);
  return 0;
}
