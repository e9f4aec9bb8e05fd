// faults: pass
// Waits a while for a child that takes a moment, without ever blocking in waitpid.
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(void) {
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  if (child == 0) {
    usleep(3000);
    _exit(0);
  }
  int status = 0;
  pid_t got = 0;
  while ((got = waitpid(child, &status, WNOHANG)) == 0) usleep(1000);
  if (got != child || status) {
    fprintf(stderr, "the child failed\n");
    return 1;
  }
  printf("in time\n");
  return 0;
}
