// faults: pass
// A handler that writes a byte, and a loop that reads it.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int wake[2];

static void on_child(int signal) {
  int saved = errno;
  (void)signal;
  if (write(wake[1], "", 1) < 0) {
    // full: then it wakes anyway
  }
  errno = saved;
}

int main(void) {
  if (pipe2(wake, O_NONBLOCK | O_CLOEXEC)) {
    perror("pipe");
    return 1;
  }
  struct sigaction action = {0};
  action.sa_handler = on_child;
  action.sa_flags = SA_RESTART;
  sigaction(SIGCHLD, &action, NULL);
  int left = 0;
  for (int i = 0; i < 2; ++i) {
    pid_t child = fork();
    if (child < 0) break;
    if (child == 0) _exit(0);
    ++left;
  }
  int failed = left < 2;
  while (left > 0) {
    struct pollfd one = {wake[0], POLLIN, 0};
    if (poll(&one, 1, -1) < 0 && errno == EINTR) continue;
    char bytes[16];
    while (read(wake[0], bytes, sizeof bytes) > 0) {
    }
    while (left > 0 && waitpid(-1, NULL, WNOHANG) > 0) --left;
  }
  if (!failed) printf("both have ended\n");
  return failed;
}
