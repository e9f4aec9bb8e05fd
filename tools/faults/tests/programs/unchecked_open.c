// faults: pass
// faults -DUNCHECKED: unnoticed; EMFILE|ENFILE
// Counts the lines of a file.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int file = open("/etc/passwd", O_RDONLY);
#ifndef UNCHECKED
  if (file < 0) {
    perror("/etc/passwd");
    return 1;
  }
#endif
  int lines = 0;
  char part[512];
  ssize_t n;
  while ((n = read(file, part, sizeof part)) > 0)
    for (ssize_t i = 0; i < n; ++i) lines += part[i] == '\n';
#ifndef UNCHECKED
  if (n < 0) {
    perror("read");
    return 1;
  }
#endif
  close(file);
  printf("%s\n", lines > 1 ? "many" : "none");
  return 0;
}
