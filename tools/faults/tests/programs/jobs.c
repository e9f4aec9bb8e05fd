// faults: pass
// faults -DLOSES_A_PIPE: leak; descriptors are lost
// faults -DANY_CHILD: check|not hidden; job
// Several jobs, each with two pipes and a child; one that cannot be started is skipped.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_child(int signal) {
  (void)signal;
}

static int start(int job, int *out) {
  int to[2], from[2];
  if (pipe(to)) return -1;
  if (pipe(from)) {
#ifndef LOSES_A_PIPE
    close(to[0]);
    close(to[1]);
#endif
    return -1;
  }
  pid_t child = fork();
  if (child == 0) {
    close(to[1]);
    close(from[0]);
    char c;
    while (read(to[0], &c, 1) < 0 && errno == EINTR) {
    }
    _exit(job + 1);
  }
  close(to[0]);
  close(to[1]);
  close(from[1]);
  if (child < 0)
    close(from[0]);
  else
    *out = from[0];
  return child;
}

int main(void) {
  struct sigaction action = {0};
  action.sa_handler = on_child;
  sigaction(SIGCHLD, &action, NULL);
  int failed = 0;
  pid_t jobs[2];
  int out[2];
  for (int i = 0; i < 2; ++i)
    if ((jobs[i] = start(i, &out[i])) < 0) {
      perror("job");
      failed = 1;
    }
  for (int i = 0; i < 2; ++i) {
    if (jobs[i] < 0) continue;
    close(out[i]);
    int status = 0;
#ifdef ANY_CHILD
    while (waitpid(-1, &status, 0) < 0 && errno == EINTR) {
    }
#else
    pid_t got;
    while ((got = waitpid(jobs[i], &status, 0)) < 0 && errno == EINTR) {
    }
    if (got < 0) {
      printf("job %d is lost\n", i);
      continue;
    }
#endif
    if (!WIFEXITED(status)) {
      fprintf(stderr, "job %d was killed\n", i);
      failed = 1;
      continue;
    }
    printf("job %d: %d\n", i, WEXITSTATUS(status));
  }
  return failed;
}
