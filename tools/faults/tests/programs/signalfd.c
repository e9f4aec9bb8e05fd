// faults: pass
// faults -DONE_WAITPID: deadlock; read
// SIGCHLD as something to read.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  int signals = signalfd(-1, &child, SFD_CLOEXEC);
  if (signals < 0) {
    perror("signalfd");
    return 1;
  }
  int left = 0;
  for (int i = 0; i < 2; ++i) {
    pid_t pid = fork();
    if (pid < 0) {
      perror("fork");
      break;
    }
    if (pid == 0) _exit(0);
    ++left;
  }
  int failed = left < 2;
  while (left > 0) {
    struct signalfd_siginfo info;
    ssize_t n = read(signals, &info, sizeof info);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return 1;
#ifdef ONE_WAITPID
    if (waitpid(-1, NULL, WNOHANG) > 0) --left;
#else
    while (left > 0 && waitpid(-1, NULL, WNOHANG) > 0) --left;
#endif
  }
  close(signals);
  if (!failed) printf("both have ended\n");
  return failed;
}
