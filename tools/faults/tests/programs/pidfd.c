// faults: pass
// A process as a descriptor: poll tells its end, waitid takes its status.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  if (child == 0) _exit(3);
  int failed = 0;
  int process = (int)syscall(SYS_pidfd_open, child, 0);
  if (process < 0) {
    perror("pidfd_open");
    failed = 1;
  } else {
    struct pollfd one = {process, POLLIN, 0};
    while (poll(&one, 1, -1) < 0 && errno == EINTR) {
    }
    close(process);
  }
  siginfo_t info = {0};
  while (waitid(P_PID, (id_t)child, &info, WEXITED) < 0 && errno == EINTR) {
  }
  if (info.si_code != CLD_EXITED) {
    fprintf(stderr, "killed\n");
    return 1;
  }
  if (!failed) printf("status %d\n", info.si_status);
  return failed;
}
