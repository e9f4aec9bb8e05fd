// explore -DUNDER_LOCK: pass, complete
// explore -DUNDER_LOCK_SLEEPING: pass, complete
// explore -DTRY_LOCK: pass, complete
// explore -DCOUNTING: pass
// explore -DCOUNTING_SHARED: pass
// explore -DSEMAPHORE: pass, complete
// explore -DFUTURE: pass
// explore -DNEVER_SET: livelock
// explore -DNEVER_SET_LOCKED: livelock
// explore -DNEVER_SET_COUNTING: livelock
// Waiting for a flag by looking again and again.
#include <atomic>
#include <cassert>
#include <chrono>
#include <future>
#include <mutex>
#include <semaphore>
#include <thread>

using namespace std::chrono_literals;

std::mutex m;
bool ready = false;
std::atomic<bool> flag{false};
int data = 0, looks = 0;

bool is_ready() {
  std::lock_guard hold(m);
  return ready;
}

void wait() {
#if defined(UNDER_LOCK) || defined(NEVER_SET_LOCKED)
  while (!is_ready()) {
  }
#elif defined(UNDER_LOCK_SLEEPING)
  while (!is_ready()) std::this_thread::sleep_for(1ms);
#elif defined(COUNTING) || defined(NEVER_SET_COUNTING)
  for (int rounds = 0; !flag.load(); ++rounds)
    if (rounds > 10) std::this_thread::yield();
#elif defined(COUNTING_SHARED)
  while (!flag.load()) ++looks;
#elif defined(TRY_LOCK)
  for (;;) {
    if (!m.try_lock()) continue;
    const bool is = ready;
    m.unlock();
    if (is) break;
  }
#else
  while (!flag.load()) {
  }
#endif
}

void announce() {
  data = 1;
#if defined(UNDER_LOCK) || defined(UNDER_LOCK_SLEEPING) || defined(TRY_LOCK)
  std::lock_guard hold(m);
  ready = true;
#elif !defined(NEVER_SET) && !defined(NEVER_SET_LOCKED) && !defined(NEVER_SET_COUNTING)
  flag.store(true);
#endif
}

#if defined(SEMAPHORE)
std::binary_semaphore permit{0};
int main() {
  std::thread a([] {
    data = 1;
    permit.release();
  });
  while (!permit.try_acquire()) {
  }
  assert(data == 1);
  a.join();
}
#elif defined(FUTURE)
int main() {
  std::promise<int> promise;
  auto future = promise.get_future();
  std::thread a([&] { promise.set_value(1); });
  while (future.wait_for(0s) != std::future_status::ready) std::this_thread::yield();
  assert(future.get() == 1);
  a.join();
}
#else
int main() {
  std::thread a(announce), b([] {
    wait();
    assert(data == 1);
  });
  a.join(), b.join();
}
#endif
