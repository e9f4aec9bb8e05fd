// Speed gates: whether one benchmark is enough faster than another, and how sure one can be.
//
// Purpose:        ratios of two benchmarks measured in the same process, many times, in turn with a
//                 control (the same benchmarks with the shipped solution).
// Source:         the interval around the median is the one of order statistics: of n values, k to
//                 n+1-k hold the median with a probability that the binomial distribution gives.
//                 See e.g. B. C. Arnold et al., A First Course in Order Statistics, section 7.1.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace threadlings {

// `// gate: Serial / Yours >= 1.35 on 2 cores`
struct Gate {
  std::string slow;  // name of the slower benchmark
  std::string fast;  // name of the faster one
  double ratio = 0;  // how many times faster it must be
  int cores = 1;
};

std::optional<Gate> gate_of(const std::string& benchmark_source);

// The ratio slow/fast of medians of real times, from Google Benchmark's JSON. Nothing if one of the
// two is missing.
std::optional<double> ratio_in(const std::string& benchmark_json, const Gate& gate);

struct Interval {
  double low = 0;
  double middle = 0;
  double high = 0;
};

// The median, and an interval that holds the true one in at least 99 of 100 cases.
// Nothing for fewer than eight values: so few cannot be that sure.
std::optional<Interval> median_interval(std::vector<double> values);

enum class GateAnswer { fast_enough, too_slow, not_yet };

// Fast enough: the answer's interval lies above the ratio. Too slow: it lies below, while the
// control, measured in turn with it, shows that this machine can do better.
GateAnswer decide(const Gate& gate, const std::vector<double>& answer,
                  const std::vector<double>& control);

}  // namespace threadlings
