// faults: pass
// faults -DUNCHECKED: unnoticed; spawn|fork
// faults -DPERROR: unnoticed; waitpid
// posix_spawn returns its error, and leaves errno alone.
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(void) {
  char *arguments[] = {"true", NULL};
  pid_t child = 0;
  int error = posix_spawnp(&child, "true", NULL, NULL, arguments, environ);
#ifdef PERROR
  if (error < 0) {
    perror("posix_spawnp");
    return 1;
  }
#elif !defined(UNCHECKED)
  if (error) {
    fprintf(stderr, "posix_spawnp: %s\n", strerror(error));
    return 1;
  }
#endif
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status) {
    fprintf(stderr, "true failed\n");
    return 1;
  }
  printf("it ran\n");
  return 0;
}
