// faults: hang; processes at once
// Forks without end.
#include <unistd.h>

int main(void) {
  for (;;) fork();
}
