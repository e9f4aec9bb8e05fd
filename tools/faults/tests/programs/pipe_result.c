// faults: pass
// faults -DONE_READ: not hidden; transferred only 1 byte
// faults -DEINTR_IS_END: not hidden; EINTR
// faults -DKEEPS_WRITE_END: deadlock; write end is still open in parent
// faults -DWAITS_FIRST: deadlock; pipe is full
// faults -DNO_REAP: leak; did not wait for child 1
// A child sends 100,000 bytes back through a pipe.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kSize = 100000 };
static char data[kSize];

static int write_all(int to, const char *from, size_t size) {
  while (size > 0) {
    ssize_t n = write(to, from, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
    from += n;
    size -= (size_t)n;
  }
  return 0;
}

static int reap(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

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
  if (child == 0) {
    close(ends[0]);
    for (int i = 0; i < kSize; ++i) data[i] = (char)('a' + i % 26);
    _exit(write_all(ends[1], data, kSize) ? 1 : 0);
  }
#ifndef KEEPS_WRITE_END
  close(ends[1]);
#endif
  int status = 0;
#ifdef WAITS_FIRST
  status = reap(child);
#endif
  size_t got = 0;
  for (;;) {
    ssize_t n = read(ends[0], data + got, kSize - got);
#ifdef EINTR_IS_END
    if (n < 0) break;
#else
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return 1;
#endif
    if (n == 0) break;
    got += (size_t)n;
#ifdef ONE_READ
    break;
#endif
  }
  close(ends[0]);
#if !defined(WAITS_FIRST) && !defined(NO_REAP)
  status = reap(child);
#endif
  if (status != 0) {
    fprintf(stderr, "the child failed\n");
    return 1;
  }
  printf("%zu bytes\n", got);
  return 0;
}
