// faults: pass
// faults -DEXIT: check; printed twice
// Text that waits in a buffer is copied by fork.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  printf("report:");
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
#ifdef EXIT
  if (child == 0) exit(0);
#else
  if (child == 0) _exit(0);
#endif
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
  if (status) {
    fprintf(stderr, "the child failed\n");
    return 1;
  }
  printf(" all is well\n");
  return 0;
}
