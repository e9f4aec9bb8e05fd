// explore: pass, complete
// explore -DRELAXED: race
// explore -DNO_NOTIFY: deadlock
// atomic::wait, atomic_ref, atomic<shared_ptr>, fences, and numbers that are no integers.
#include <atomic>
#include <cassert>
#include <memory>
#include <thread>

struct Config {
  int version;
};

int main() {
  std::atomic<int> state{0};
  int data = 0;
  std::thread setter([&] {
    data = 1;
#ifdef RELAXED
    state.store(1, std::memory_order_relaxed);
#else
    state.store(1, std::memory_order_release);
#endif
#ifndef NO_NOTIFY
    state.notify_one();
#endif
  });
  state.wait(0);
  assert(data == 1);
  setter.join();

  int plain = 0;
  auto add = [&] { std::atomic_ref<int>(plain).fetch_add(1); };
  std::thread a(add), b(add);
  a.join(), b.join();
  assert(plain == 2);

  std::atomic<std::shared_ptr<const Config>> config{std::make_shared<const Config>(Config{1})};
  std::thread updater([&] { config.store(std::make_shared<const Config>(Config{2})); });
  const auto seen = config.load();
  assert(seen->version == 1 || seen->version == 2);
  updater.join();
  assert(config.load()->version == 2);

  std::atomic<double> total{0};
  auto halve = [&] { total.fetch_add(0.5); };
  std::thread c(halve), d(halve);
  c.join(), d.join();
  assert(total == 1.0);

  std::atomic_flag raised;
  std::thread e([&] { raised.test_and_set(), raised.notify_all(); });
  raised.wait(false);
  e.join();
}
