// faults: pass
// faults -DNO_LOCK_OF_OTHERS: deadlock; futex
// A counter in shared memory, and a semaphore that says when it is ready.
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
  sem_t ready;
  int value;
};

int main(void) {
  struct shared *all = mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE,
#ifdef NO_LOCK_OF_OTHERS
                            MAP_PRIVATE | MAP_ANONYMOUS,
#else
                            MAP_SHARED | MAP_ANONYMOUS,
#endif
                            -1, 0);
  if (all == MAP_FAILED) {
    perror("mmap");
    return 1;
  }
  sem_init(&all->ready, 1, 0);
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  if (child == 0) {
    all->value = 42;
    sem_post(&all->ready);
    _exit(0);
  }
#ifdef NO_LOCK_OF_OTHERS
  while (sem_wait(&all->ready) && errno == EINTR) {
  }
#endif
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
  if (status) {
    fprintf(stderr, "the child failed\n");
    return 1;
  }
  while (sem_wait(&all->ready) && errno == EINTR) {
  }
  printf("%d\n", all->value);
  return 0;
}
