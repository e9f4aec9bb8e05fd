#include "schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <mutex>
#include <stdexcept>

namespace threadlings::runner {
namespace {

TEST(Schedule, RunsEveryTaskOnce) {
  std::vector<std::atomic<int>> runs(100);
  std::vector<Task> tasks;
  for (auto& count : runs) tasks.push_back({[&count] { ++count; }, false});
  run_tasks(tasks, 4);
  EXPECT_TRUE(std::all_of(runs.begin(), runs.end(), [](const auto& count) { return count == 1; }));
}

TEST(Schedule, RunsTasksBesideEachOther) {
  std::latch both(2);  // would wait for ever if the second began after the first
  run_tasks({{[&] { both.arrive_and_wait(); }, false}, {[&] { both.arrive_and_wait(); }, false}},
            2);
}

TEST(Schedule, NeverRunsMoreThanItsWidth) {
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  const auto note = [&] {
    const int now = ++running;
    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
    }
    --running;
  };
  run_tasks(std::vector<Task>(200, Task{note, false}), 3);
  EXPECT_LE(most, 3);
  most = 0;
  run_tasks(std::vector<Task>(50, Task{note, false}), 1);
  EXPECT_EQ(most, 1);
}

TEST(Schedule, RunsTasksThatMeasureTimeAloneAndLast) {
  std::atomic<int> running = 0;
  std::atomic<int> done = 0;
  std::vector<int> seen_beside;
  std::vector<int> done_before;
  const auto ordinary = [&] { ++running, ++done, --running; };
  const auto alone = [&] {
    seen_beside.push_back(running);  // unguarded: tasks of this kind never meet
    done_before.push_back(done);
  };
  run_tasks({{alone, true}, {ordinary, false}, {ordinary, false}, {alone, true}}, 4);
  EXPECT_EQ(seen_beside, (std::vector<int>{0, 0}));
  EXPECT_EQ(done_before, (std::vector<int>{2, 2}));
}

TEST(Schedule, StopsAtTheFirstExceptionAndPassesItOn) {
  int runs = 0;
  const Task good{[&] { ++runs; }, false};
  const Task bad{[] { throw std::runtime_error("no"); }, false};
  EXPECT_THROW(run_tasks({good, bad, good, good}, 1), std::runtime_error);
  EXPECT_EQ(runs, 1);
}

TEST(Schedule, HasNothingToDoWithoutTasks) {
  run_tasks({}, 2);
}

}  // namespace
}  // namespace threadlings::runner
