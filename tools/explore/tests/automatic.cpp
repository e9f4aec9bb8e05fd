// What the mode "automatic" does when an exhaustive search would be long in coming to the bug.
#include <atomic>
#include <thread>
#include <vector>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

// Eight writers set one flag after the other; a reader sees one without the other only if a writer
// is interrupted in between, all others wait, and the reader comes right then.
void half_written() {
  std::atomic<bool> first{false}, second{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { first = true, second = true; });
  threads.emplace_back([&] {
    bool seen = first;
    EXPECT_EQ(seen, second.load());
  });
  for (auto& thread : threads) thread.join();
}

// No failure, and more interleavings than the samples come after.
void five_increments() {
  std::atomic<int> x{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) threads.emplace_back([&] { ++x; });
  for (auto& thread : threads) thread.join();
  observe(std::to_string(x));
}

TEST(Automatic, FindsABugThatNeedsManyThreadsToWait) {
  Options options = bare(Mode::automatic);
  options.explain = false;
  Result result = explore(half_written, options);
  EXPECT_EQ(result.verdict, Verdict::check);
  EXPECT_GT(result.first_failure, 0u);
  EXPECT_LT(result.first_failure, 64 + 3 * 128u);
}

TEST(Automatic, CountsNoSamplesWhenItCoversEverything) {
  Result result = explore(five_increments, bare(Mode::automatic));
  EXPECT_TRUE(result.complete) << result.coverage;
  EXPECT_EQ(result.mode, Mode::exhaustive);
  EXPECT_EQ(result.interleavings, 120u);  // 5!
  EXPECT_EQ(result.outcomes, (std::map<std::string, std::uint64_t>{{"5", 120}}));
}

}  // namespace
