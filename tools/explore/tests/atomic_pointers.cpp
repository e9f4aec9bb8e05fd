// std::atomic<std::shared_ptr> and std::atomic<std::weak_ptr>: libstdc++ makes them of a lock in
// the lowest bit of a word. From version 13 on it announces that lock to ThreadSanitizer.
#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

std::set<std::string> outcomes_of(const std::function<void()>& scenario, Memory memory = {}) {
  Options options = quiet();
  options.memory = memory;
  options.seconds = 60;
  const Result result = explore(scenario, options);
  EXPECT_STREQ(name_of(result.verdict), "pass") << result.report;
  EXPECT_TRUE(result.complete) << result.coverage;
  std::set<std::string> outcomes;
  for (const auto& [outcome, count] : result.outcomes) outcomes.insert(outcome);
  return outcomes;
}

}  // namespace

TEST(AtomicPointers, LoadsSeeAStoreWholeOrNotAtAll) {
  const auto outcomes = outcomes_of([] {
    std::atomic<std::shared_ptr<const std::string>> text{std::make_shared<const std::string>("a")};
    std::thread writer([&] { text.store(std::make_shared<const std::string>("b")); });
    observe(*text.load());
    writer.join();
    EXPECT_EQ(*text.load(), "b");
  });
  EXPECT_EQ(outcomes, (std::set<std::string>{"a", "b"}));
}

TEST(AtomicPointers, OneExchangeGetsWhatTheOtherHasPut) {
  const auto outcomes = outcomes_of([] {
    std::atomic<std::shared_ptr<int>> last{std::make_shared<int>(0)};
    int seen[2];
    auto put = [&](int mine) { seen[mine - 1] = *last.exchange(std::make_shared<int>(mine)); };
    std::thread a(put, 1), b(put, 2);
    a.join(), b.join();
    observe(std::to_string(seen[0]) + std::to_string(seen[1]));
  });
  EXPECT_EQ(outcomes, (std::set<std::string>{"01", "20"}));
}

TEST(AtomicPointers, OneOfTwoCompareExchangesWins) {
  outcomes_of([] {
    const auto first = std::make_shared<int>(0);
    std::atomic<std::shared_ptr<int>> last{first};
    bool won[2];
    auto replace = [&](int me) {
      auto expected = first;
      won[me] = last.compare_exchange_strong(expected, std::make_shared<int>(1));
    };
    std::thread a(replace, 0), b(replace, 1);
    a.join(), b.join();
    EXPECT_NE(won[0], won[1]);
  });
}

TEST(AtomicPointers, AWaitEndsWithTheStore) {
  outcomes_of([] {
    std::atomic<std::shared_ptr<int>> result;
    std::thread worker([&] {
      result.store(std::make_shared<int>(7));
      result.notify_one();
    });
    result.wait(nullptr);
    EXPECT_EQ(*result.load(), 7);
    worker.join();
  });
}

TEST(AtomicPointers, AWeakOneDoesNotKeepItsObject) {
  const auto outcomes = outcomes_of([] {
    auto owner = std::make_shared<int>(1);
    std::atomic<std::weak_ptr<int>> watcher{owner};
    std::thread end([&] { owner.reset(); });
    observe(watcher.load().lock() ? "there" : "gone");
    end.join();
    EXPECT_FALSE(watcher.load().lock());
  });
  EXPECT_EQ(outcomes, (std::set<std::string>{"gone", "there"}));
}

TEST(AtomicPointers, WhatIsStoredIsPublished) {
  const auto publish = [](std::atomic<std::shared_ptr<int>>& shared, int& beside) {
    beside = 1;
    shared.store(std::make_shared<int>(1));
  };
  for (Memory memory : {Memory::sc, Memory::rc11})
    outcomes_of(
        [&] {
          std::atomic<std::shared_ptr<int>> shared;
          int beside = 0;
          std::thread writer([&] { publish(shared, beside); });
          if (shared.load()) {
            EXPECT_EQ(beside, 1);
          }
          writer.join();
        },
        memory);
}

// The report speaks of the pointer's operations, not of the steps that they are made of.
TEST(AtomicPointers, TheReportNamesTheOperation) {
  const Result result = explore(
      [] {
        std::atomic<std::shared_ptr<int>> count{std::make_shared<int>(0)};
        auto add = [&] {
          const int old = *count.load();
          count.store(std::make_shared<int>(old + 1));
        };
        std::thread a(add), b(add);
        a.join(), b.join();
        EXPECT_EQ(*count.load(), 2);
      },
      quiet());
  ASSERT_EQ(result.verdict, Verdict::check);
  EXPECT_NE(result.report.find("│ load"), std::string::npos) << result.report;
  EXPECT_NE(result.report.find("│ store"), std::string::npos) << result.report;
  EXPECT_EQ(result.report.find("compare-exchange"), std::string::npos) << result.report;
  EXPECT_EQ(result.report.find("update 0x"), std::string::npos) << result.report;
}

// A limit: the standard lets two loads order nothing, but the library announces a lock.
TEST(AtomicPointers, TwoLoadsOrderAsTheirLockDoes) {
  outcomes_of([] {
    std::atomic<std::shared_ptr<int>> shared;
    std::atomic<bool> done{false};
    int beside = 0;
    std::thread writer([&] {
      beside = 1;
      shared.load();
      done.store(true, std::memory_order_relaxed);
    });
    if (done.load(std::memory_order_relaxed)) {
      shared.load();
      EXPECT_EQ(beside, 1);
    }
    writer.join();
  });
}

TEST(AtomicPointers, WhatThePointerPointsToIsNotGuarded) {
  const Result result = explore(
      [] {
        std::atomic<std::shared_ptr<int>> count{std::make_shared<int>(0)};
        auto add = [&] { ++*count.load(); };
        std::thread a(add), b(add);
        a.join(), b.join();
      },
      quiet());
  EXPECT_EQ(result.verdict, Verdict::race);
}

// Objects that are no numbers are waited for through a table of the library's.
TEST(AtomicPointers, AWaitForAStructEndsWithTheStore) {
  struct alignas(4) Pair {
    short a, b;
  };
  outcomes_of([] {
    std::atomic<Pair> pair{Pair{0, 0}};
    std::thread worker([&] {
      pair.store({1, 2});
      pair.notify_one();
    });
    pair.wait({0, 0});
    EXPECT_EQ(pair.load().b, 2);
    worker.join();
  });
}
