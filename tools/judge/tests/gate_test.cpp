#include "gate.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace threadlings;

const Gate kGate{"Serial", "Yours", 1.35, 2};

// Ratios around `middle`, with the noise of a loaded machine: now and then far off.
std::vector<double> noisy(double middle, std::size_t count, std::mt19937& random) {
  std::normal_distribution<double> usual(1.0, 0.05);
  std::uniform_real_distribution<double> rare(0.6, 1.3);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const double factor = random() % 4 == 0 ? rare(random) : usual(random);
    values.push_back(middle * factor);
  }
  return values;
}

TEST(Gates, AreReadFromTheFirstLine) {
  const auto gate = gate_of("// gate: Serial / Yours >= 1.35 on 2 cores\n#include <x>\n");
  ASSERT_TRUE(gate.has_value());
  EXPECT_EQ(gate->slow, "Serial");
  EXPECT_EQ(gate->fast, "Yours");
  EXPECT_DOUBLE_EQ(gate->ratio, 1.35);
  EXPECT_EQ(gate->cores, 2);
  EXPECT_FALSE(gate_of("#include <x>\n").has_value());
  EXPECT_FALSE(gate_of("// gate: Serial faster\n").has_value());
}

TEST(Gates, TakeTheRatioOfMedianRealTimes) {
  const std::string json = R"({"benchmarks": [
    {"run_name": "Serial/real_time", "run_type": "iteration", "real_time": 4.0, "time_unit": "ms"},
    {"run_name": "Serial/real_time", "run_type": "iteration", "real_time": 90.0, "time_unit": "ms"},
    {"run_name": "Serial/real_time", "run_type": "iteration", "real_time": 6.0, "time_unit": "ms"},
    {"run_name": "Yours/real_time", "run_type": "iteration", "real_time": 3000, "time_unit": "us"},
    {"run_name": "Yours/real_time", "run_type": "aggregate", "real_time": 1.0, "time_unit": "ms"}]})";
  ASSERT_TRUE(ratio_in(json, kGate).has_value());
  EXPECT_DOUBLE_EQ(*ratio_in(json, kGate), 2.0);
}

TEST(Gates, HaveNoRatioWithoutBothBenchmarks) {
  EXPECT_FALSE(ratio_in("", kGate).has_value());
  EXPECT_FALSE(ratio_in("{}", kGate).has_value());
  EXPECT_FALSE(ratio_in(R"({"benchmarks": [{"run_name": "Serial", "run_type": "iteration",
                            "real_time": 4.0}]})",
                        kGate)
                   .has_value());
}

TEST(MedianInterval, NeedsEightValuesToBeSure) {
  EXPECT_FALSE(median_interval({1, 2, 3, 4, 5, 6, 7}).has_value());
  const auto interval = median_interval({8, 7, 6, 5, 4, 3, 2, 1});
  ASSERT_TRUE(interval.has_value());
  EXPECT_DOUBLE_EQ(interval->low, 1);
  EXPECT_DOUBLE_EQ(interval->middle, 4.5);
  EXPECT_DOUBLE_EQ(interval->high, 8);
}

TEST(MedianInterval, HoldsTheTrueMedianInNinetyNineOfAHundredCases) {
  std::mt19937 random(1);
  std::normal_distribution<double> values(10.0, 3.0);
  int missed = 0;
  constexpr int kTrials = 2000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> sample(16);
    for (double& value : sample) value = values(random);
    const auto interval = median_interval(sample);
    missed += interval->low > 10.0 || interval->high < 10.0 ? 1 : 0;
  }
  EXPECT_LE(missed, kTrials / 100);
}

TEST(Gates, NeverCallAFastAnswerSlowNorASlowOneFast) {
  std::mt19937 random(2);
  int decided = 0;
  for (int trial = 0; trial < 500; ++trial) {
    const auto control = noisy(1.9, 32, random);
    const auto fast = decide(kGate, noisy(1.85, 32, random), control);
    const auto slow = decide(kGate, noisy(1.0, 32, random), control);
    EXPECT_NE(fast, GateAnswer::too_slow);
    EXPECT_NE(slow, GateAnswer::fast_enough);
    decided += fast == GateAnswer::fast_enough && slow == GateAnswer::too_slow ? 1 : 0;
  }
  EXPECT_GE(decided, 400);
}

TEST(Gates, BlameNobodyWhenTheControlIsSlowToo) {
  std::mt19937 random(3);
  const auto slow = noisy(1.0, 32, random);
  EXPECT_EQ(decide(kGate, slow, noisy(1.0, 32, random)), GateAnswer::not_yet);
}

}  // namespace
