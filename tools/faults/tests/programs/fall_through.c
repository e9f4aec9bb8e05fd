// faults: pass
// faults -DNO_EXIT: came back; child
// Three children compute; the parent waits for all of them.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int started = 0, failed = 0;
  for (int i = 0; i < 3; ++i) {
    pid_t child = fork();
    if (child < 0) {
      perror("fork");
      failed = 1;
      break;
    }
    if (child == 0) {
      volatile int sum = 0;
      for (int k = 0; k < 1000; ++k) sum += k * i;
#ifndef NO_EXIT
      _exit(0);
#endif
    }
    ++started;
  }
  for (int i = 0; i < started; ++i) {
    int status = 0;
    while (wait(&status) < 0 && errno == EINTR) {
    }
    if (status) {
      fprintf(stderr, "a child failed\n");
      failed = 1;
    }
  }
  if (!failed) printf("done\n");
  return failed;
}
