// faults: pass
// A child stops itself; its parent sees that and lets it go on.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int wait_for(pid_t child, int *status) {
  while (waitpid(child, status, WUNTRACED) < 0)
    if (errno != EINTR) return -1;
  return 0;
}

int main(void) {
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  if (child == 0) {
    raise(SIGSTOP);
    _exit(4);
  }
  int status;
  if (wait_for(child, &status)) return 1;
  if (WIFSTOPPED(status)) {
    kill(child, SIGCONT);
    if (wait_for(child, &status)) return 1;
  }
  if (!WIFEXITED(status)) {
    fprintf(stderr, "killed\n");
    return 1;
  }
  printf("status %d\n", WEXITSTATUS(status));
  return 0;
}
