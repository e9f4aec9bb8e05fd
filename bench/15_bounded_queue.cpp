// gate: WakesEverybody / Yours >= 3.0 on 1 core
//
// One busy thread on one side of a small tray, 32 sleeping ones on the other, then the other way
// round. Each job gives work to one sleeper. Whoever else wakes finds nothing and sleeps on.
//
// A clock says little about that on a busy machine. So this counts how often a thread falls asleep
// and takes ten microseconds for each time, which is about what it costs.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <numeric>
#include <optional>
#include <queue>
#include <thread>
#include <vector>

#include "bounded_queue.hpp"

namespace {

constexpr std::size_t kRoom = 1;
constexpr int kCrowd = 32;
constexpr int kJobs = 320;
constexpr double kSecondsForOneSleep = 10e-6;

// Right, but one condition for everything: whoever changes something wakes all who sleep.
class OneConditionForAll {
 public:
  explicit OneConditionForAll(std::size_t capacity) : capacity_{capacity} {}

  bool push(Job job) {
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return closed_ || jobs_.size() < capacity_; });
      if (closed_) return false;
      jobs_.push(job);
    }
    changed_.notify_all();
    return true;
  }

  std::optional<Job> pop() {
    std::optional<Job> job;
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
      if (jobs_.empty()) return std::nullopt;
      job = jobs_.front();
      jobs_.pop();
    }
    changed_.notify_all();
    return job;
  }

  void close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    changed_.notify_all();
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::queue<Job> jobs_;
  bool closed_ = false;
};

// One day of the shop: says whether all jobs were printed.
template <class Tray>
bool day(int clerks, int copiers) {
  Tray tray{kRoom};
  std::vector<int> printed(static_cast<std::size_t>(copiers));
  std::vector<std::jthread> printing;
  for (int& mine : printed) {
    printing.emplace_back([&tray, &mine] {
      while (tray.pop()) ++mine;
    });
  }
  {
    std::vector<std::jthread> taking;
    for (int clerk = 0; clerk < clerks; ++clerk) {
      taking.emplace_back([&tray, jobs = kJobs / clerks] {
        for (int number = 0; number < jobs; ++number) (void)tray.push({number});
      });
    }
  }
  tray.close();
  printing.clear();  // all copiers go home
  return std::accumulate(printed.begin(), printed.end(), 0) == kJobs;
}

// How often threads of this process have given up the core to wait: getrusage(2).
long times_asleep() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_nvcsw;
}

template <class Tray>
void both_days(benchmark::State& state) {
  for (auto _ : state) {
    const long before = times_asleep();
    if (!day<Tray>(1, kCrowd) || !day<Tray>(kCrowd, 1)) {
      state.SkipWithError("jobs were lost or printed twice");
      break;
    }
    state.SetIterationTime(kSecondsForOneSleep * static_cast<double>(times_asleep() - before));
  }
}
BENCHMARK(both_days<OneConditionForAll>)
    ->Name("WakesEverybody")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(both_days<BoundedQueue>)->Name("Yours")->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
