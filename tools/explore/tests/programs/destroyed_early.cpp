// explore -DAFTER_USE: pass, complete
// explore -DLOCKED: misuse
// explore -DWAITED_FOR: use after free
// explore -DNOTIFIED_LATE: use after free
// explore -DDESTROYED_BEFORE_NOTIFY: misuse
// explore -DBARRIER: misuse
// explore -DOUT_OF_BOUNDS: use after free
// explore -DLOST_NODE: leak
// Memory and primitives that go while somebody needs them.
#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

struct Box {
  std::mutex m;
  int value = 0;
};

int main() {
#if defined(AFTER_USE)
  auto box = std::make_unique<Box>();
  std::thread a([&] {
    std::lock_guard hold(box->m);
    ++box->value;
  });
  a.join();
#elif defined(LOCKED)
  auto* box = new Box;
  box->m.lock();
  delete box;
#elif defined(WAITED_FOR)
  auto* changed = new std::condition_variable;
  std::mutex m;
  std::thread a([&] {
    std::unique_lock hold(m);
    changed->wait(hold);
  });
  m.lock();
  m.unlock();
  delete changed;
  a.join();
#elif defined(NOTIFIED_LATE) || defined(DESTROYED_BEFORE_NOTIFY)
  std::mutex m;
  bool ready = false;
#ifdef NOTIFIED_LATE
  auto changed = std::make_unique<std::condition_variable>();
#else
  auto changed = std::make_optional<std::condition_variable>();
#endif
  std::thread a([&, condition = &*changed] {
    {
      std::lock_guard hold(m);
      ready = true;
    }
    condition->notify_one();
  });
  {
    std::unique_lock hold(m);
    while (!ready) changed->wait(hold);
  }
  changed.reset();
  a.join();
#elif defined(BARRIER)
  pthread_barrier_t meeting;
  pthread_barrier_init(&meeting, nullptr, 2);
  std::thread a([&] { pthread_barrier_wait(&meeting); });
  pthread_barrier_destroy(&meeting);
  a.join();
#elif defined(OUT_OF_BOUNDS)
  auto numbers = std::make_unique<int[]>(10);
  std::thread a([&] {
    for (int i = 0; i <= 10; ++i) numbers[i] = i;
  });
  a.join();
#else
  std::atomic<bool> full{false};
  std::thread a([&] {
    int* mine = new int(1);
    if (!full.load()) delete mine;
  });
  std::thread b([&] { full = true; });
  a.join(), b.join();
#endif
}
