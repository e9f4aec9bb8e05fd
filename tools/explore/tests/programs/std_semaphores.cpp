// explore: pass, complete
// explore -DTOO_MANY_TAKEN: deadlock
// explore -DTWO_PERMITS: race
// std::counting_semaphore as a guard, std::latch and std::barrier as meeting points.
#include <barrier>
#include <cassert>
#include <latch>
#include <semaphore>
#include <thread>

#ifdef TWO_PERMITS
std::counting_semaphore<4> permits{2};
#else
std::counting_semaphore<4> permits{1};
#endif
int guarded = 0;

void work() {
  permits.acquire();
  ++guarded;
  permits.release();
}

int main() {
  std::thread a(work), b(work);
  a.join(), b.join();
  assert(guarded == 2);
#ifdef TOO_MANY_TAKEN
  permits.acquire();
  permits.acquire();
#endif
  std::latch done{2};
  int part[2] = {};
  std::thread c([&] { part[0] = 1, done.count_down(); });
  std::thread d([&] { part[1] = 2, done.count_down(); });
  done.wait();
  assert(part[0] + part[1] == 3);
  c.join(), d.join();

  int rounds = 0;
  std::barrier meet(2, [&rounds]() noexcept { ++rounds; });
  auto twice = [&] {
    for (int i = 0; i < 2; ++i) meet.arrive_and_wait();
  };
  std::thread e(twice), f(twice);
  e.join(), f.join();
  assert(rounds == 2);
}
