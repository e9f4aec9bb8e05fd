// faults: pass
// A chain: each process has one child and waits for it.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  pid_t child = -1;
  int i;
  for (i = 0; i < 3; ++i) {
    child = fork();
    if (child != 0) break;
  }
  if (i < 3 && child < 0) {
    perror("fork");
    return 1;
  }
  int status = 0;
  if (child > 0) {
    while (waitpid(child, &status, 0) < 0)
      if (errno != EINTR) return 1;
  }
  if (status) {
    fprintf(stderr, "the chain broke\n");
    return 1;
  }
  printf("link %d\n", i);
  return 0;
}
