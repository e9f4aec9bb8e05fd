// faults: pass
// faults -DNO_WIFEXITED: unnoticed; killed before
// faults -DEINTR_IS_FAILURE: not hidden; EINTR
// faults -DNO_CHECK_OF_FORK: unnoticed; fork
// What did the child say? Its exit status, if it came to an end of its own.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  pid_t child = fork();
#ifndef NO_CHECK_OF_FORK
  if (child < 0) {
    perror("fork");
    return 1;
  }
#endif
  if (child == 0) _exit(5);
  int status = 0;
#ifdef EINTR_IS_FAILURE
  if (waitpid(child, &status, 0) < 0) {
    perror("waitpid");
    return 1;
  }
#elif defined(NO_CHECK_OF_FORK)
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
#else
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
#endif
#ifndef NO_WIFEXITED
  if (!WIFEXITED(status)) {
    fprintf(stderr, "it was killed by signal %d\n", WTERMSIG(status));
    return 1;
  }
#endif
  printf("score %d\n", WEXITSTATUS(status));
  return 0;
}
