// explore: pass, complete
// explore -DASSUMES_IN_TIME: check
// Time-outs: of mutexes, conditions, semaphores and futures. Any of them may come early or late.
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

using namespace std::chrono_literals;

int main() {
  std::timed_mutex m;
  std::mutex n;
  std::condition_variable changed;
  bool ready = false, in_time = false;
  std::thread a([&] {
    if (m.try_lock_for(1ms)) m.unlock();
    std::unique_lock hold(n);
    in_time = changed.wait_for(hold, 1s, [&] { return ready; });
  });
  m.lock();
  m.unlock();
  {
    std::lock_guard hold(n);
    ready = true;
  }
  changed.notify_one();
  a.join();
#ifdef ASSUMES_IN_TIME
  assert(in_time);
#endif
  const auto begin = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(1h);
  assert(std::chrono::steady_clock::now() - begin >= 1h);
}
