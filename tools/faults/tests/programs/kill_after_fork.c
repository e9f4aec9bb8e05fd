// faults: pass
// faults -DUNCHECKED: unnoticed; kill\(-1, SIGTERM\)
// A child that would wait for ever is ended.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  pid_t child = fork();
#ifndef UNCHECKED
  if (child < 0) {
    perror("fork");
    return 1;
  }
#endif
  if (child == 0) {
    for (;;) pause();
  }
  kill(child, SIGTERM);
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
  }
  printf("ended\n");
  return 0;
}
