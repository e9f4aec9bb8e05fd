// faults: pass
// faults -DNO_EXIT: came back; waitpid
// Runs another program and waits for it.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  if (child == 0) {
    execlp("true", "true", (char *)0);
#ifndef NO_EXIT
    _exit(127);
#endif
  }
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
  if (!WIFEXITED(status) || WEXITSTATUS(status)) {
    fprintf(stderr, "true failed\n");
    return 1;
  }
  printf("it ran\n");
  return 0;
}
