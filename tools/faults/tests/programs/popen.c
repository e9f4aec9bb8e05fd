// faults: pass
// faults -DNO_PCLOSE: leak; nobody waited
// faults -DNULL_UNCHECKED: crash; SIGSEGV
// Reads what another program prints.
#include <stdio.h>
#include <string.h>

int main(void) {
  FILE *words = popen("echo one two three", "r");
#ifndef NULL_UNCHECKED
  if (!words) {
    perror("popen");
    return 1;
  }
#endif
  char line[100] = "";
  if (!fgets(line, sizeof line, words)) fprintf(stderr, "no line\n");
  printf("%s", line);
#ifdef NO_PCLOSE
  return 0;
#else
  int status = pclose(words);
  if (status != 0) {
    fprintf(stderr, "status %d\n", status);
    return 1;
  }
  return 0;
#endif
}
