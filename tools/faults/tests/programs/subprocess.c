// faults: pass
// faults -DNO_CLOEXEC: deadlock; write end is still open in
// faults -DWRITES_ALL_FIRST: deadlock; pipe is full
// faults -DSIGPIPE_KILLS: crash; SIGPIPE
// Sends much text through cat and reads it back, both at a time.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kSize = 200000 };

static int fail(const char *what) {
  perror(what);
  return 1;
}

int main(void) {
#ifndef SIGPIPE_KILLS
  signal(SIGPIPE, SIG_IGN);
#endif
  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC)) return fail("pipe");
  if (pipe2(from, O_CLOEXEC)) return fail("pipe");
  char *text = malloc(kSize);
  if (!text) return fail("malloc");
  memset(text, 'x', kSize);
  pid_t child = fork();
  if (child < 0) return fail("fork");
  if (child == 0) {
    dup2(to[0], 0);
    dup2(from[1], 1);
#ifdef NO_CLOEXEC
    fcntl(to[1], F_SETFD, 0);
#endif
    execlp("cat", "cat", (char *)0);
    _exit(127);
  }
  close(to[0]);
  close(from[1]);
  size_t sent = 0, got = 0;
#ifdef WRITES_ALL_FIRST
  while (sent < kSize) {
    ssize_t n = write(to[1], text + sent, kSize - sent);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) break;
    sent += (size_t)n;
  }
  close(to[1]);
#else
  fcntl(to[1], F_SETFL, O_NONBLOCK);
#endif
  int writing = sent < kSize;
  for (;;) {
    struct pollfd both[2] = {{from[0], POLLIN, 0}, {to[1], POLLOUT, 0}};
    if (poll(both, writing ? 2 : 1, -1) < 0) {
      if (errno == EINTR) continue;
      return fail("poll");
    }
    if (writing && both[1].revents) {
      ssize_t n = write(to[1], text + sent, kSize - sent);
      if (n < 0 && errno != EINTR && errno != EAGAIN) n = kSize;
      if (n > 0) sent += (size_t)n;
      if (sent >= kSize) {
        close(to[1]);
        writing = 0;
      }
    }
    if (both[0].revents) {
      char part[5000];
      ssize_t n = read(from[0], part, sizeof part);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail("read");
      if (n == 0) break;
      got += (size_t)n;
    }
  }
  if (writing) close(to[1]);
  close(from[0]);
  free(text);
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return fail("waitpid");
  if (!WIFEXITED(status) || WEXITSTATUS(status) || got != kSize) {
    fprintf(stderr, "cat failed\n");
    return 1;
  }
  printf("%zu back\n", got);
  return 0;
}
