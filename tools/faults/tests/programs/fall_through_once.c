// faults: came back; child 1
// One child, and what it does afterwards is meant for the parent.
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  pid_t child = fork();
  if (child < 0) return 1;
  if (child == 0) printf("I am the child\n");
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status) {
    fprintf(stderr, "the child failed\n");
    return 1;
  }
  printf("I am the parent\n");
  return 0;
}
