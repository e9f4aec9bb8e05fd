// The same again and again: determinism, and no growth.
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

void transfer() {
  std::atomic<int> balance{10};
  auto withdraw = [&] {
    if (balance.load() >= 10) balance.store(balance.load() - 10);
  };
  std::thread a(withdraw), b(withdraw);
  a.join(), b.join();
  EXPECT_GE(balance.load(), 0);
}

long resident_pages() {
  long size = 0, resident = 0;
  FILE* file = std::fopen("/proc/self/statm", "r");
  if (std::fscanf(file, "%ld %ld", &size, &resident) != 2) resident = 0;
  std::fclose(file);
  return resident;
}

}  // namespace

TEST(Endurance, TheSameTokenGivesTheSameTrace) {
  Options options = quiet();
  Result first = explore(transfer, options);
  ASSERT_EQ(first.verdict, Verdict::check);
  options.replay = first.token;
  const std::string report = explore(transfer, options).report;
  EXPECT_NE(report.find("│ T1"), std::string::npos) << report;
  EXPECT_NE(report.find("store 10 → 0"), std::string::npos) << report;
  for (int i = 0; i < 1'000; ++i) ASSERT_EQ(explore(transfer, options).report, report);
}

TEST(Endurance, SearchesAreDeterministic) {
  for (Mode mode : kAllModes) {
    Options options = quiet(mode);
    Result first = explore(transfer, options);
    ASSERT_EQ(first.verdict, Verdict::check) << name_of(mode);
    for (int i = 0; i < 3; ++i) {
      Result again = explore(transfer, options);
      EXPECT_EQ(again.token, first.token) << name_of(mode);
      EXPECT_EQ(again.first_failure, first.first_failure) << name_of(mode);
      EXPECT_EQ(again.report, first.report) << name_of(mode);
    }
  }
}

TEST(Endurance, AHundredThousandInterleavingsDoNotGrow) {
  auto scenario = [] {
    std::mutex m;
    std::vector<int> values;
    auto work = [&] {
      std::lock_guard hold(m);
      values.push_back(1);
    };
    std::thread a(work), b(work);
    a.join(), b.join();
    EXPECT_EQ(values.size(), 2u);
  };
  Options options = quiet(Mode::random_walk);
  options.seconds = 600;
  options.max_interleavings = 1'000;
  ASSERT_TRUE(explore(scenario, options));
  const long before = resident_pages();
  options.max_interleavings = 100'000;
  Result result = explore(scenario, options);
  EXPECT_EQ(result.interleavings, 100'000u) << result.report;
  EXPECT_LT(resident_pages() - before, 64) << "pages of 4 KiB";
}

TEST(Endurance, WhatIsCapturedAndKeptIsReportedAsNotDeterministic) {
  std::atomic<int> runs{0};  // outside: not put back
  Options options = quiet();
  Result result = explore(
      [&runs] {
        std::thread a([&] { ++runs; });
        a.join();
        EXPECT_NE(runs, 1);
      },
      options);
  EXPECT_STREQ(name_of(result.verdict), "nondeterministic") << result.report;
}

// In every second run the other thread finds the mutex locked where the search wants it to go on.
TEST(Endurance, WhatCannotBeRepeatedIsNeverForcedToGoOn) {
  int runs = 0;
  auto scenario = [&runs] {
    std::mutex m;
    std::atomic<int> x{0};
    const bool locks = ++runs % 2 == 0;
    std::thread other([&] {
      ++x;
      std::lock_guard hold(m);
      ++x;
    });
    if (locks) m.lock();
    ++x;
    ++x;
    if (locks) m.unlock();
    other.join();
  };
  for (Mode mode : {Mode::exhaustive, Mode::automatic}) {
    const Result result = explore(scenario, quiet(mode));
    EXPECT_STREQ(name_of(result.verdict), "nondeterministic") << name_of(mode) << result.coverage;
  }
}
