// faults: leak; did not wait for child 1
// Leaves a child behind.
#include <signal.h>
#include <unistd.h>

int main(void) {
  pid_t child = fork();
  if (child < 0) return 1;
  if (child == 0) {
    sleep(1);
    _exit(0);
  }
  return 0;
}
