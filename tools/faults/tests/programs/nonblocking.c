// faults: pass
// faults -DEAGAIN_IS_ERROR: not hidden|check; EAGAIN
// A pipe that never makes its reader wait: poll does.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int ends[2];
  if (pipe2(ends, O_NONBLOCK)) {
    perror("pipe2");
    return 1;
  }
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  if (child == 0) {
    close(ends[0]);
    ssize_t n;
    do n = write(ends[1], "ping", 4);
    while (n < 0 && (errno == EINTR || errno == EAGAIN));
    _exit(n == 4 ? 0 : 1);
  }
  close(ends[1]);
  char text[5] = "";
  size_t got = 0;
  for (;;) {
    struct pollfd one = {ends[0], POLLIN, 0};
    if (poll(&one, 1, -1) < 0 && errno == EINTR) continue;
    ssize_t n = read(ends[0], text + got, 4 - got);
#ifdef EAGAIN_IS_ERROR
    if (n < 0) {
      perror("read");
      return 1;
    }
#else
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
#endif
    if (n <= 0) break;
    got += (size_t)n;
    if (got == 4) break;
  }
  close(ends[0]);
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
  if (status || got != 4) {
    fprintf(stderr, "no ping\n");
    return 1;
  }
  printf("%s\n", text);
  return 0;
}
