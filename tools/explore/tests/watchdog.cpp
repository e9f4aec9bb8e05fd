// Loops that no hook can end.
#include <atomic>
#include <thread>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

Verdict verdict_of(void (*scenario)()) {
  Options options = quiet();
  options.explain = false;
  return explore(scenario, options).verdict;
}

TEST(Watchdog, EndsALoopThatDoesNothing) {
  EXPECT_EQ(verdict_of([] {
              std::thread a([] {
                for (;;) asm volatile("");
              });
              a.join();
            }),
            Verdict::step_limit);
}

TEST(Watchdog, EndsALoopOverAVariableOfItsOwn) {
  EXPECT_EQ(verdict_of([] {
              std::thread a([] {
                volatile unsigned i = 1;
                while (i != 0) {
                  i = i + 2;
                }
              });
              a.join();
            }),
            Verdict::step_limit);
}

TEST(Watchdog, LeavesARunAloneThatOnlyTakesLong) {
  EXPECT_EQ(verdict_of([] {
              std::atomic<int> x{0};
              std::thread a([&] { ++x; });
              volatile int i = 0;
              while (i != 1'000'000) {
                i = i + 1;
              }
              a.join();
            }),
            Verdict::pass);
}

}  // namespace
