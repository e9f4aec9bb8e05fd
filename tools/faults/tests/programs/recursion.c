// faults: pass
// Each half is summed up by a child, which has children of its own.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int sum(int low, int high) {
  if (high - low == 1) return low;
  int middle = (low + high) / 2;
  pid_t child = fork();
  if (child < 0) return -1;
  if (child == 0) _exit(sum(low, middle) & 255);
  int right = sum(middle, high), status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -1;
  if (!WIFEXITED(status) || WEXITSTATUS(status) == 255 || right < 0) return -1;
  return right + WEXITSTATUS(status);
}

int main(void) {
  int total = sum(1, 5);
  if (total < 0) {
    fprintf(stderr, "failed\n");
    return 1;
  }
  printf("%d\n", total);
  return 0;
}
