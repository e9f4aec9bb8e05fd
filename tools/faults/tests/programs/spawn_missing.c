// faults: pass
// posix_spawn of what is not there: libc itself waits for the child, with all signals blocked.
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

int main(void) {
  char *arguments[] = {"no-such-program", NULL};
  pid_t child;
  int error = posix_spawn(&child, "/no-such-program", NULL, NULL, arguments, environ);
  if (error != ENOENT) {
    fprintf(stderr, "posix_spawn: %s\n", strerror(error));
    return 1;
  }
  printf("it is not there\n");
  return 0;
}
