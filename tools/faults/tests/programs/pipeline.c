// faults: pass
// faults -DKEEPS_ENDS: deadlock; write end is still open in parent
// echo | wc, with exec at both ends.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int reap(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return status;
}

int main(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) {
    perror("pipe");
    return 1;
  }
  pid_t first = fork();
  if (first == 0) {
    dup2(ends[1], 1);
    execlp("echo", "echo", "a b c", (char *)0);
    _exit(127);
  }
  pid_t second = first < 0 ? -1 : fork();
  if (second == 0) {
    dup2(ends[0], 0);
    execlp("wc", "wc", "-w", (char *)0);
    _exit(127);
  }
  close(ends[0]);
#ifndef KEEPS_ENDS
  close(ends[1]);
#endif
  int bad = first < 0 || second < 0;
  if (first > 0) bad |= reap(first) != 0;
  if (second > 0) bad |= reap(second) != 0;
  if (bad) fprintf(stderr, "it failed\n");
  return bad;
}
