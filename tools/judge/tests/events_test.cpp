#include "events.hpp"

#include <gtest/gtest.h>

namespace {

using threadlings::read_events;
using threadlings::TestLog;
using threadlings::tests_begun;

const std::vector<std::string> kManifest = {"A.One", "A.Two"};
const std::string kCanary =
    "7\tstart\tJudge.Canary\n7\tfail\tmain.cpp\t1\tFailed\\nnonce\n7\tend\tJudge.Canary\tfailed\n";

TestLog log_of(const std::string& events) {
  return read_events(events, kManifest, "nonce");
}

TEST(Events, AWholeRunPasses) {
  const TestLog log = log_of(
      "7\thello\n7\tstart\tA.One\n7\tend\tA.One\tpassed\n"
      "7\tstart\tA.Two\n7\tend\tA.Two\tpassed\n" +
      kCanary + "7\tdone\n");
  EXPECT_TRUE(log.started);
  EXPECT_TRUE(log.done);
  EXPECT_TRUE(log.canary_failed);
  EXPECT_TRUE(log.all_passed());
  EXPECT_TRUE(log.failures.empty());
}

TEST(Events, CountsTheTestsThatTheProgramHasBegun) {
  EXPECT_EQ(tests_begun(""), 0u);
  EXPECT_EQ(tests_begun("7\thello\n"), 0u);
  EXPECT_EQ(tests_begun("7\thello\n7\tstart\tA.One\n7\tend\tA.One\tpassed\n7\tstart\tA.T"), 2u);
}

TEST(Events, DoesNotCountWhatAChildRunsOnInto) {
  EXPECT_EQ(tests_begun("7\thello\n7\tstart\tA.One\n8\tstart\tA.Two\n17\tstart\tA.Two\n"), 1u);
}

TEST(Events, ATestThatNeverRanIsNotPassed) {
  const TestLog log = log_of("7\thello\n7\tstart\tA.One\n7\tend\tA.One\tpassed\n7\tdone\n");
  EXPECT_FALSE(log.all_passed());
  EXPECT_FALSE(log.canary_failed);
}

TEST(Events, ATestThatIsNotInTheManifestIsASurprise) {
  EXPECT_EQ(log_of("7\thello\n7\tstart\tA.Three\n").surprises, std::vector<std::string>{"A.Three"});
}

TEST(Events, ATestThatRunsTwiceIsASurprise) {
  const TestLog log = log_of("7\thello\n7\tstart\tA.One\n7\tend\tA.One\tpassed\n7\tstart\tA.One\n");
  EXPECT_EQ(log.surprises.size(), 1U);
}

TEST(Events, ACanaryWithTheWrongNonceDoesNotCount) {
  EXPECT_FALSE(log_of("7\thello\n7\tstart\tJudge.Canary\n7\tfail\t\t1\tguess\n").canary_failed);
}

TEST(Events, AnEventOfAnotherProcessMeansThatAChildRanOn) {
  const TestLog log = log_of("7\thello\n7\tstart\tA.One\n8\tend\tA.One\tpassed\n");
  EXPECT_TRUE(log.ran_on);
  EXPECT_FALSE(log.all_passed());
  EXPECT_EQ(log.running, "A.One");
}

TEST(Events, FailuresCarryTheirTestPlaceAndText) {
  const TestLog log = log_of("7\thello\n7\tstart\tA.One\n7\tfail\tb.cpp\t9\ta\\tb\\\\\\nc\n");
  ASSERT_EQ(log.failures.size(), 1U);
  EXPECT_EQ(log.failures[0].test, "A.One");
  EXPECT_EQ(log.failures[0].place.line, 9);
  EXPECT_EQ(log.failures[0].place.what, "a\tb\\\nc");
}

TEST(Events, HalfALineOrNoneHarmsNobody) {
  for (const char* text :
       {"", "7", "7\t", "7\tstart", "x\ty\tz\n\n\n", "7\thello\n7\tfail\n7\tend\tA"}) {
    EXPECT_FALSE(log_of(text).all_passed()) << text;
  }
}

}  // namespace
