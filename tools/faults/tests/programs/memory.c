// faults: pass
// faults -DMAP_FAILED_UNCHECKED: crash; mmap
// faults -DNULL_UNCHECKED: crash; ENOMEM
// Two large pieces of memory.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { kSize = 1 << 20 };

int main(void) {
  char *map = mmap(NULL, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#ifndef MAP_FAILED_UNCHECKED
  if (map == MAP_FAILED) {
    perror("mmap");
    return 1;
  }
#endif
  map[0] = 1;
  char *volatile heap = malloc(kSize);
#ifndef NULL_UNCHECKED
  if (!heap) {
    perror("malloc");
    return 1;
  }
#endif
  memset(heap, 1, kSize);
  printf("%d\n", map[0] + heap[kSize - 1]);
  free(heap);
  munmap(map, kSize);
  return 0;
}
