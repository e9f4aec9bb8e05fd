// faults: pass
// faults -DNO_EXIT: came back; exec
// Runs a program that is not there; child and parent go on at the same place.
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  int status = 0;
  if (child == 0) {
    execlp("no-such-program", "no-such-program", (char *)0);
#ifndef NO_EXIT
    _exit(127);
#endif
  } else {
    while (waitpid(child, &status, 0) < 0)
      if (errno != EINTR) return 1;
    if (WIFSIGNALED(status)) {
      fprintf(stderr, "killed\n");
      return 1;
    }
  }
  printf("done\n");
  return 0;
}
