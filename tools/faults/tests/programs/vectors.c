// faults: pass
// faults -DONE_WRITEV: not hidden; writev
// Two pieces of text in one call.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int send_both(int to, struct iovec *pieces) {
  size_t i = 0;
  while (i < 2) {
    ssize_t n = writev(to, pieces + i, (int)(2 - i));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
#ifdef ONE_WRITEV
    return 0;
#endif
    while (i < 2 && (size_t)n >= pieces[i].iov_len) n -= (ssize_t)pieces[i++].iov_len;
    if (i < 2) {
      pieces[i].iov_base = (char *)pieces[i].iov_base + n;
      pieces[i].iov_len -= (size_t)n;
    }
  }
  return 0;
}

int main(void) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) {
    perror("socketpair");
    return 1;
  }
  char head[] = "head ", body[] = "body";
  struct iovec pieces[2] = {{head, 5}, {body, 4}};
  int bad = send_both(ends[1], pieces);
  close(ends[1]);
  char text[20] = "";
  size_t got = 0;
  for (;;) {
    ssize_t n = read(ends[0], text + got, sizeof text - 1 - got);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    got += (size_t)n;
  }
  close(ends[0]);
  if (bad) {
    perror("writev");
    return 1;
  }
  printf("%s\n", text);
  return 0;
}
