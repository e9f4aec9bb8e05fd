#include "gate.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "pattern.hpp"

namespace threadlings {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

// Probability that a fair coin shows heads at most `k` times in `n` throws.
double binomial_tail(int k, int n) {
  double sum = 0;
  for (int i = 0; i <= k; ++i) {
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) -
                    n * std::log(2.0));
  }
  return sum;
}

double seconds_per(const std::string& unit) {
  return unit == "s" ? 1 : unit == "ms" ? 1e-3 : unit == "us" ? 1e-6 : 1e-9;
}

// "Serial/real_time" and "Serial/repeats:3/real_time" are runs of Serial.
bool is_run_of(const std::string& run, const std::string& benchmark) {
  return run == benchmark || run.starts_with(benchmark + "/");
}

}  // namespace

std::optional<Gate> gate_of(const std::string& source) {
  static const Pattern kGate(R"(^// gate: (\w+) / (\w+) >= ([0-9.]+) on (\d+) cores?\s*(?:\n|$))");
  const Match match = kGate.first_in(source);
  if (match.empty()) return std::nullopt;
  return Gate{match[1], match[2], std::stod(match[3]), std::stoi(match[4])};
}

std::optional<double> ratio_in(const std::string& text, const Gate& gate) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.contains("benchmarks")) return std::nullopt;
  std::vector<double> slow;
  std::vector<double> fast;
  for (const auto& run : json["benchmarks"]) {
    if (run.value("run_type", "") != "iteration" || run.value("error_occurred", false)) continue;
    const std::string name = run.value("run_name", "");
    const double seconds = run.value("real_time", 0.0) * seconds_per(run.value("time_unit", "ns"));
    if (is_run_of(name, gate.slow)) slow.push_back(seconds);
    if (is_run_of(name, gate.fast)) fast.push_back(seconds);
  }
  if (slow.empty() || fast.empty() || median(fast) <= 0) return std::nullopt;
  return median(slow) / median(fast);
}

std::optional<Interval> median_interval(std::vector<double> values) {
  const int n = static_cast<int>(values.size());
  std::sort(values.begin(), values.end());
  int rank = 0;  // the interval reaches from the rank-th smallest to the rank-th largest value
  while (2 * binomial_tail(rank, n) <= 0.01) ++rank;
  if (rank == 0) return std::nullopt;
  const auto at = static_cast<std::size_t>(rank - 1);
  return Interval{values[at], median(values), values[values.size() - 1 - at]};
}

GateAnswer decide(const Gate& gate, const std::vector<double>& answer,
                  const std::vector<double>& control) {
  const auto of_answer = median_interval(answer);
  const auto of_control = median_interval(control);
  if (!of_answer || !of_control) return GateAnswer::not_yet;
  if (of_answer->low >= gate.ratio) return GateAnswer::fast_enough;
  if (of_answer->high < gate.ratio && of_control->low >= gate.ratio) return GateAnswer::too_slow;
  return GateAnswer::not_yet;
}

}  // namespace threadlings
