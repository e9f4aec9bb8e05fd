// faults: pass
// faults -DEINTR_IS_ERROR: not hidden; poll
// faults -DEINTR_IS_TIMEOUT: not hidden; EINTR
// Waits for a child's byte, for ten seconds at most.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

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
    while (write(ends[1], "!", 1) < 0 && errno == EINTR) {
    }
    _exit(0);
  }
  close(ends[1]);
  struct pollfd one = {ends[0], POLLIN, 0};
  int ready;
#ifdef EINTR_IS_ERROR
  if ((ready = poll(&one, 1, 10000)) < 0) {
    perror("poll");
    return 1;
  }
#elif defined(EINTR_IS_TIMEOUT)
  ready = poll(&one, 1, 10000);
#else
  do ready = poll(&one, 1, 10000);
  while (ready < 0 && errno == EINTR);
#endif
  char byte = 0;
  ssize_t n = 0;
  if (ready > 0) {
    do n = read(ends[0], &byte, 1);
    while (n < 0 && errno == EINTR);
  } else {
    printf("too late\n");
  }
  close(ends[0]);
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
  }
  if (ready > 0 && n != 1) {
    fprintf(stderr, "no byte\n");
    return 1;
  }
  if (n == 1) printf("byte %c\n", byte);
  return 0;
}
