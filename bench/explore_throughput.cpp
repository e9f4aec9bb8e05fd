// Interleavings per second of processor time, on fixed scenarios, in each mode, with and without
// race detection.
//
//   cmake --preset verify && cmake --build build --target explore_throughput
//   build/bin/explore_throughput           about 25 seconds
//   build/bin/explore_throughput mutex     only the scenarios with "mutex" in their names
//
// The goal is 500,000 a second in the mode "exhaustive" with race detection on two threads with
// some 25 hooks: the first scenario.
// A figure holds everything that an exploration does: setting it up (microseconds, which the last
// line shows alone), every run, putting the world back, and the bookkeeping of the reduction. Runs
// that the reduction gives up half-way are not counted. "hooks" are the accesses and operations of
// one run; entering and leaving a function, which are hooks too, come on top.
#include <pthread.h>
#include <time.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>

#include "../tools/explore/report/observer.hpp"
#include "../tools/explore/runtime/runtime.hpp"
#include "threadlings/explore.hpp"

namespace {

using threadlings::Mode;
using threadlings::Options;

// The scenario of the goal, without std::thread's own hundred hooks.
struct Shared {
  std::atomic<int> x{0}, y{0};
  int seen[2] = {0, 0};
};

void* writes_x(void* argument) {
  auto& shared = *static_cast<Shared*>(argument);
  shared.x.store(1);
  shared.seen[0] += shared.y.load();
  shared.x.store(2);
  shared.seen[0] += shared.y.load();
  shared.x.fetch_add(1);
  return nullptr;
}

void* writes_y(void* argument) {
  auto& shared = *static_cast<Shared*>(argument);
  shared.y.store(1);
  shared.seen[1] += shared.x.load();
  shared.y.store(2);
  shared.seen[1] += shared.x.load();
  shared.x.fetch_add(1);
  return nullptr;
}

void two_pthreads() {
  Shared shared;
  pthread_t a, b;
  pthread_create(&a, nullptr, writes_x, &shared);
  pthread_create(&b, nullptr, writes_y, &shared);
  pthread_join(a, nullptr);
  pthread_join(b, nullptr);
}

void std_thread_atomics() {
  Shared shared;
  std::thread a(writes_x, &shared), b(writes_y, &shared);
  a.join();
  b.join();
}

void count_locked(int threads, int rounds) {
  int total = 0;
  std::mutex mutex;
  auto work = [&] {
    for (int i = 0; i < rounds; ++i) {
      std::lock_guard hold(mutex);
      ++total;
    }
  };
  std::thread thread[3];
  for (int i = 0; i < threads; ++i) thread[i] = std::thread(work);
  for (int i = 0; i < threads; ++i) thread[i].join();
}

void two_threads_mutex() {
  count_locked(2, 3);
}

void three_threads_mutex() {
  count_locked(3, 2);
}

void circular_buffer() {
  std::mutex mutex;
  std::condition_variable not_full, not_empty;
  int items[1], count = 0;
  std::thread producer([&] {
    for (int i = 1; i <= 2; ++i) {
      std::unique_lock hold(mutex);
      while (count == 1) not_full.wait(hold);
      items[0] = i;
      ++count;
      not_empty.notify_one();
    }
  });
  for (int i = 1; i <= 2; ++i) {
    std::unique_lock hold(mutex);
    while (count == 0) not_empty.wait(hold);
    --count;
    not_full.notify_one();
  }
  producer.join();
}

void nothing() {}

struct Scenario {
  const char* name;
  void (*body)();
};
constexpr Scenario kScenarios[] = {
    {"two pthreads", two_pthreads},
    {"the same, std::thread", std_thread_atomics},
    {"two threads, mutex", two_threads_mutex},
    {"three threads, mutex", three_threads_mutex},
    {"circular buffer", circular_buffer},
};
constexpr Mode kModes[] = {Mode::exhaustive, Mode::plain, Mode::bounded, Mode::random_walk,
                           Mode::pct,        Mode::pos,   Mode::surw};

// Other programs on the machine are not the explorer's business.
double processor_seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Options options_for(Mode mode, bool races) {
  Options options;
  options.mode = mode;
  options.races = races;
  options.quiet = true;
  options.seconds = 60;
  return options;
}

struct Rate {
  double per_second;
  std::uint64_t each;  // interleavings of one exploration
};

Rate measure(void (*scenario)(), const Options& options) {
  Rate rate{0, 0};
  std::uint64_t runs = 0;
  const double begin = processor_seconds();
  double seconds = 0;
  while (seconds < 0.3) {
    auto result = threadlings::explore(scenario, options);
    if (!result) std::printf("unexpected: %s\n", result.message.c_str());
    rate.each = result.interleavings;
    runs += result.interleavings;
    seconds = processor_seconds() - begin;
  }
  rate.per_second = static_cast<double>(runs) / seconds;
  return rate;
}

class HookCounter : public threadlings::explorer::Observer {
 public:
  std::uint32_t event(threadlings::explorer::Op, std::uintptr_t, unsigned, const void*) override {
    return ++count_;
  }
  void before(std::uint64_t) override {}
  void after(std::uint64_t) override {}
  void note(const char*) override {}
  std::uint32_t last() const override { return count_; }
  std::uint32_t last_write(std::uintptr_t) const override { return 0; }
  void stale(std::uint32_t, std::uint32_t) override {}
  void overtaken(std::uint32_t) override {}
  void intent(const void*) override {}
  void releases(std::uintptr_t) override {}
  void wakes(unsigned) override {}
  void switched(unsigned, unsigned, bool) override {}
  std::uint32_t count() const { return count_; }

 private:
  std::uint32_t count_ = 0;
};

double hooks_of(void (*scenario)()) {
  HookCounter counter;
  Options options = options_for(Mode::random_walk, true);
  options.max_interleavings = 1'000;
  threadlings::explorer::rt.observer = &counter;
  auto result = threadlings::explore(scenario, options);
  threadlings::explorer::rt.observer = nullptr;
  return static_cast<double>(counter.count()) / static_cast<double>(result.interleavings);
}

void measure_all(const Scenario& scenario) {
  const double hooks = hooks_of(scenario.body);
  for (bool races : {true, false}) {
    std::printf("%-22s %5.0f  %-3s", scenario.name, hooks, races ? "on" : "off");
    std::uint64_t all = 0;
    for (Mode mode : kModes) {
      const Rate rate = measure(scenario.body, options_for(mode, races));
      if (mode == Mode::exhaustive) all = rate.each;
      std::printf(" %12.0f", rate.per_second);
      std::fflush(stdout);
    }
    std::printf("   (%lu when exhaustive)\n", static_cast<unsigned long>(all));
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::printf("%-22s hooks races", "interleavings/s");
  for (Mode mode : kModes) std::printf(" %12s", threadlings::name_of(mode));
  std::printf("\n");
  for (const Scenario& scenario : kScenarios)
    if (argc < 2 || std::strstr(scenario.name, argv[1])) measure_all(scenario);
  const Rate empty = measure(nothing, options_for(Mode::exhaustive, true));
  std::printf("setting an exploration up takes %.1f microseconds\n", 1e6 / empty.per_second);
}
