// faults: pass
// system makes a child, an exec and a wait of its own.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

int main(void) {
  int status = system("exit 3");
  if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) != 3) {
    fprintf(stderr, "system failed\n");
    return 1;
  }
  printf("3\n");
  return 0;
}
