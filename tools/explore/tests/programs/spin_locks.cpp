// explore -DFLAG: pass, complete
// explore -DFLAG_YIELD: pass, complete
// explore -DEXCHANGE: pass, complete
// explore -DCOMPARE: pass, complete
// explore -DCOMPARE_WEAK: pass, complete
// explore -DTEST_FIRST: pass, complete
// explore -DTICKET: pass, complete
// explore -DBACK_OFF: pass, complete
// explore -DRELAXED_UNLOCK: race
// explore -DNO_UNLOCK: livelock
// Spin locks of all kinds around the same counter.
#include <atomic>
#include <cassert>
#include <thread>

#if defined(FLAG) || defined(FLAG_YIELD) || defined(NO_UNLOCK)
struct Lock {
  std::atomic_flag flag = ATOMIC_FLAG_INIT;
  void lock() {
    while (flag.test_and_set(std::memory_order_acquire)) {
#ifdef FLAG_YIELD
      std::this_thread::yield();
#endif
    }
  }
  void unlock() {
#ifndef NO_UNLOCK
    flag.clear(std::memory_order_release);
#endif
  }
};
#elif defined(EXCHANGE) || defined(RELAXED_UNLOCK)
struct Lock {
  std::atomic<bool> held{false};
  void lock() {
    while (held.exchange(true, std::memory_order_acquire)) {
    }
  }
  void unlock() {
#ifdef RELAXED_UNLOCK
    held.store(false, std::memory_order_relaxed);
#else
    held.store(false, std::memory_order_release);
#endif
  }
};
#elif defined(COMPARE) || defined(COMPARE_WEAK)
struct Lock {
  std::atomic<int> held{0};
  void lock() {
    int expected = 0;
#ifdef COMPARE
    while (!held.compare_exchange_strong(expected, 1)) expected = 0;
#else
    while (!held.compare_exchange_weak(expected, 1, std::memory_order_acquire)) expected = 0;
#endif
  }
  void unlock() {
    held.store(0, std::memory_order_release);
  }
};
#elif defined(TEST_FIRST)
struct Lock {
  std::atomic<bool> held{false};
  void lock() {
    for (;;) {
      while (held.load(std::memory_order_relaxed)) std::this_thread::yield();
      if (!held.exchange(true, std::memory_order_acquire)) return;
    }
  }
  void unlock() { held.store(false, std::memory_order_release); }
};
#elif defined(TICKET)
struct Lock {
  std::atomic<unsigned> next{0}, serving{0};
  void lock() {
    const unsigned mine = next.fetch_add(1, std::memory_order_relaxed);
    while (serving.load(std::memory_order_acquire) != mine) {
    }
  }
  void unlock() { serving.fetch_add(1, std::memory_order_release); }
};
#else
struct Lock {
  std::atomic<bool> held{false};
  void lock() {
    int patience = 1;
    while (held.exchange(true, std::memory_order_acquire)) {
      for (int i = 0; i < patience; ++i) std::this_thread::yield();
      if (patience < 4) patience *= 2;
    }
  }
  void unlock() { held.store(false, std::memory_order_release); }
};
#endif

Lock lock;
int counter = 0;

void work() {
  lock.lock();
  ++counter;
  lock.unlock();
}

int main() {
  std::thread a(work), b(work), c(work);
  a.join(), b.join(), c.join();
  assert(counter == 3);
}
