// faults: pass
// faults -DONE_RECV: not hidden; transferred only
// faults -DONE_SEND: not hidden; transferred only
// A question and an answer over a pair of sockets.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int receive(int from, char *into, size_t size) {
  size_t got = 0;
  while (got < size) {
    ssize_t n = recv(from, into + got, size - got, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return -1;
    got += (size_t)n;
#ifdef ONE_RECV
    break;
#endif
  }
  return 0;
}

static int transmit(int to, const char *from, size_t size) {
  while (size > 0) {
    ssize_t n = send(to, from, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
#ifdef ONE_SEND
    break;
#endif
    from += n;
    size -= (size_t)n;
  }
  return 0;
}

int main(void) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) {
    perror("socketpair");
    return 1;
  }
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  char text[8] = "";
  if (child == 0) {
    close(ends[0]);
    if (receive(ends[1], text, 5)) _exit(1);
    for (int i = 0; i < 5; ++i) text[i] ^= 32;
    _exit(transmit(ends[1], text, 5) ? 1 : 0);
  }
  close(ends[1]);
  int bad = transmit(ends[0], "hello", 5);
  shutdown(ends[0], SHUT_WR);
  bad |= receive(ends[0], text, 5);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
  if (status || bad) {
    fprintf(stderr, "no answer\n");
    return 1;
  }
  printf("%s\n", text);
  return 0;
}
