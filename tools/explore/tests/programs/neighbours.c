// explore: pass, complete
// Variables of every size and kind, wherever the linker puts them, are put back between runs.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int zero, one = 1;
static int zeros[100], ones[3] = {1, 1, 1};
static char letter = 'a', word[] = "word";
static double half = 0.5;
static atomic_uchar flags[5];

static void *change(void *unused) {
  ++zero, ++one;
  for (int i = 0; i < 5; ++i) ++flags[i];
  return unused;
}

int main(void) {
  assert(zero == 0 && one == 1 && letter == 'a' && half == 0.5 && word[3] == 'd');
  for (int i = 0; i < 100; ++i) assert(zeros[i]++ == 0);
  for (int i = 0; i < 3; ++i) assert(ones[i]++ == 1);
  for (int i = 0; i < 5; ++i) assert(flags[i] == 0);
  letter = 'b', half = 2, word[3] = 'k';
  pthread_t a, b;
  pthread_create(&a, 0, change, 0);
  pthread_create(&b, 0, change, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
  assert(zero == 2 && one == 3);
  return 0;
}
