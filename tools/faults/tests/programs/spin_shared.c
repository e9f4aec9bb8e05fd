// faults: pass
// Waits actively for a flag in shared memory; not nice, but right.
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  atomic_int *done = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (done == MAP_FAILED) {
    perror("mmap");
    return 1;
  }
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  if (child == 0) {
    *done = 1;
    _exit(0);
  }
  int status = 0;
  while (!*done && waitpid(child, &status, WNOHANG) == 0) {
  }
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  printf("done\n");
  return 0;
}
