// faults: pass
// faults -DKEEPS_READ_END: deadlock; pipe is full; its read end is open in parent itself
// Writes more into a pipe than it holds; if the reader dies, that must not wait for ever.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  signal(SIGPIPE, SIG_IGN);
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
  static char text[100000];
  if (child == 0) {
    close(ends[1]);
    ssize_t n;
    while ((n = read(ends[0], text, sizeof text)) > 0 || (n < 0 && errno == EINTR)) {
    }
    _exit(0);
  }
#ifndef KEEPS_READ_END
  close(ends[0]);
#endif
  size_t sent = 0;
  while (sent < sizeof text) {
    ssize_t n = write(ends[1], text + sent, sizeof text - sent);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) break;
    sent += (size_t)n;
  }
  close(ends[1]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status || sent < sizeof text) {
    fprintf(stderr, "the reader is gone\n");
    return 1;
  }
  printf("all read\n");
  return 0;
}
