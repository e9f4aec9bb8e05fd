// faults: pass
// Who ignores SIGCHLD has no zombies, and no status either.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  signal(SIGCHLD, SIG_IGN);
  int ends[2];
  if (pipe(ends)) {
    perror("pipe");
    return 1;
  }
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  if (child == 0) {
    close(ends[0]);
    while (write(ends[1], "!", 1) < 0 && errno == EINTR) {
    }
    _exit(0);
  }
  close(ends[1]);
  char byte = 0;
  ssize_t n;
  while ((n = read(ends[0], &byte, 1)) < 0 && errno == EINTR) {
  }
  close(ends[0]);
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
  }
  if (n != 1) {
    fprintf(stderr, "no word from the child\n");
    return 1;
  }
  printf("a word from the child\n");
  return 0;
}
