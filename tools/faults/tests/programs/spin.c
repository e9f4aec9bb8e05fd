// faults: hang; computes without end
// Waits for its child by looking at memory that the child cannot reach.
#include <sys/wait.h>
#include <unistd.h>

static volatile int done;

int main(void) {
  pid_t child = fork();
  if (child < 0) return 1;
  if (child == 0) {
    done = 1;
    _exit(0);
  }
  while (!done) {
  }
  return waitpid(child, NULL, 0) < 0;
}
