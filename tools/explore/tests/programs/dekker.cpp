// explore: pass, complete
// explore -DNEVER_GIVES_WAY: livelock
// Dekker's lock: whose turn it is not gives way.
#include <atomic>
#include <cassert>
#include <thread>

std::atomic<bool> wants[2];
std::atomic<int> turn{0};
int inside = 0;

void lock(int me) {
  const int other = 1 - me;
  wants[me] = true;
  while (wants[other]) {
#ifndef NEVER_GIVES_WAY
    if (turn == me) continue;
    wants[me] = false;
    while (turn == other) std::this_thread::yield();
    wants[me] = true;
#endif
  }
}

void unlock(int me) {
  turn = 1 - me;
  wants[me] = false;
}

void work(int me) {
  lock(me);
  assert(++inside == 1);
  --inside;
  unlock(me);
}

int main() {
  std::thread a(work, 0), b(work, 1);
  a.join();
  b.join();
}
