// In these tests sleeping takes no time. "By now the child will be ready" is a hope; on a fast
// machine it may come true for years. Here it does not come true once, so it is found every time.
#include <sched.h>
#include <unistd.h>

#include <ctime>

extern "C" {

int nanosleep(const timespec*, timespec*) {
  sched_yield();
  return 0;
}
int clock_nanosleep(clockid_t, int, const timespec*, timespec*) {
  sched_yield();
  return 0;
}
int usleep(useconds_t) {
  sched_yield();
  return 0;
}
unsigned sleep(unsigned) {
  sched_yield();
  return 0;
}
}
