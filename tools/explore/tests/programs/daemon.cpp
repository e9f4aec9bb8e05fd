// explore: pass
// A thread without end that is left behind when main returns.
#include <atomic>
#include <cassert>
#include <mutex>
#include <thread>
std::mutex m;
int work = 0;
int main() {
  std::thread([] {
    for (;;) {
      std::lock_guard l(m);
      if (work > 0) --work;
    }
  }).detach();
  {
    std::lock_guard l(m);
    work = 2;
  }
  std::lock_guard l(m);
  assert(work >= 0 && work <= 2);
}
