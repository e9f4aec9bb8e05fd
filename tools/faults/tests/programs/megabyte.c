// faults: pass
// faults -DSHORT_LOOP: not hidden; transferred only 1 byte
// A megabyte through a pipe, in small pieces: hundreds of calls at the same place.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kSize = 1 << 20, kPiece = 4096 };

int main(void) {
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
  static char piece[kPiece];
  if (child == 0) {
    close(ends[0]);
    memset(piece, 'm', sizeof piece);
    for (int sent = 0; sent < kSize;) {
      ssize_t n = write(ends[1], piece, sizeof piece);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) _exit(1);
      sent += (int)n;
    }
    _exit(0);
  }
  close(ends[1]);
  int got = 0;
  for (;;) {
    ssize_t n = read(ends[0], piece, sizeof piece);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    got += (int)n;
#ifdef SHORT_LOOP
    if (n < kPiece) break;
#endif
  }
  close(ends[0]);
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
#ifndef SHORT_LOOP
  if (status || got != kSize) {
    fprintf(stderr, "the child failed\n");
    return 1;
  }
#endif
  printf("%d\n", got);
  return 0;
}
