// Interleavings per second on fixed scenarios, with and without race detection.
//
//   explore_throughput            a line for each scenario
//
// The goal is 500,000 a second on "two threads, 25 hooks" with race detection. A run counts from
// its first to its last step, with everything that putting the world back costs.
#include <pthread.h>
#include <time.h>

#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include "threadlings/explore.hpp"

namespace {

using threadlings::Mode;
using threadlings::Options;

// The scenario of the goal: six atomic steps and some nineteen plain accesses, in two threads that
// are made without std::thread's own two dozen hooks.
struct Shared {
  std::atomic<int> flag[2] = {0, 0};
  int data[2] = {0, 0};
  int result[2] = {0, 0};
};

void* half(void* argument) {
  auto& [shared, me] = *static_cast<std::pair<Shared*, int>*>(argument);
  shared->data[me] = 1;
  shared->data[me] += 2;
  shared->flag[me].store(1);
  int other = shared->flag[1 - me].load();
  shared->flag[me].store(2);
  if (other == 2) shared->result[me] = shared->data[1 - me];
  return nullptr;
}

void two_threads_pthread() {
  Shared shared;
  std::pair<Shared*, int> a(&shared, 0), b(&shared, 1);
  pthread_t threads[2];
  pthread_create(&threads[0], nullptr, half, &a);
  pthread_create(&threads[1], nullptr, half, &b);
  pthread_join(threads[0], nullptr);
  pthread_join(threads[1], nullptr);
}

void two_threads_std() {
  Shared shared;
  std::pair<Shared*, int> a(&shared, 0), b(&shared, 1);
  std::thread first(half, &a), second(half, &b);
  first.join();
  second.join();
}

void locked_counter() {
  int total = 0;
  std::mutex mutex;
  auto work = [&] {
    for (int i = 0; i < 2; ++i) {
      std::lock_guard hold(mutex);
      ++total;
    }
  };
  std::thread a(work), b(work), c(work);
  a.join();
  b.join();
  c.join();
}

// Processor time: other programs on the machine are not the explorer's business.
double processor_seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void measure(const char* name, void (*scenario)(), Mode mode, bool races) {
  Options options;
  options.mode = mode;
  options.races = races;
  options.quiet = true;
  if (mode == Mode::random_walk) options.max_interleavings = 100'000;
  options.seconds = 60;
  std::uint64_t runs = 0;
  const double begin = processor_seconds();
  double seconds = 0;
  while (seconds < 0.5) {
    auto result = threadlings::explore(scenario, options);
    runs += result.interleavings + result.pruned;
    seconds = processor_seconds() - begin;
  }
  std::printf("%-28s %-11s races %-3s %10.0f interleavings/s\n", name, name_of(mode),
              races ? "on" : "off", static_cast<double>(runs) / seconds);
}

}  // namespace

int main() {
  for (bool races : {true, false})
    for (Mode mode : {Mode::plain, Mode::exhaustive, Mode::random_walk}) {
      measure("two threads, 25 hooks", two_threads_pthread, mode, races);
      measure("the same with std::thread", two_threads_std, mode, races);
      measure("three threads, one mutex", locked_counter, mode, races);
    }
}
