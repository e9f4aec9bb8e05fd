// faults: pass
// faults -DFLAG_THEN_PAUSE: deadlock; sig|pause
// faults -DONE_PER_SIGNAL: deadlock; sig
// faults -DPRINTF_IN_HANDLER: check; handler
// Three children; a handler reaps them.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kChildren = 3 };
static volatile sig_atomic_t reaped;

static void on_child(int signal) {
  int saved = errno;
  (void)signal;
#ifdef PRINTF_IN_HANDLER
  printf("a child has ended\n");
#endif
#ifdef ONE_PER_SIGNAL
  if (waitpid(-1, NULL, WNOHANG) > 0) ++reaped;
#else
  while (waitpid(-1, NULL, WNOHANG) > 0) ++reaped;
#endif
  errno = saved;
}

int main(void) {
  struct sigaction action = {0};
  action.sa_handler = on_child;
  sigaction(SIGCHLD, &action, NULL);
  sigset_t child, before;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
#if !defined(FLAG_THEN_PAUSE) && !defined(PRINTF_IN_HANDLER)
  sigprocmask(SIG_BLOCK, &child, &before);
#else
  sigprocmask(SIG_BLOCK, NULL, &before);
#endif
  int started = 0;
  for (int i = 0; i < kChildren; ++i) {
    pid_t pid = fork();
    if (pid < 0) {
      perror("fork");
      break;
    }
    if (pid == 0) _exit(0);
    ++started;
#ifdef PRINTF_IN_HANDLER
    printf("started %d\n", i);
#endif
  }
#ifdef FLAG_THEN_PAUSE
  while (reaped < started) pause();
#else
  sigprocmask(SIG_BLOCK, &child, NULL);
  while (reaped < started) sigsuspend(&before);
#endif
  if (started < kChildren) return 1;
  printf("all have ended\n");
  return 0;
}
