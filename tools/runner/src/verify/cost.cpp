#include "verify/cost.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

constexpr int kCostNameWidth = 24;

void add_cost(std::vector<Cost>& costs, const std::string& name, double cpu_seconds) {
  if (name.empty()) return;
  const auto found =
      std::find_if(costs.begin(), costs.end(), [&](const Cost& cost) { return cost.name == name; });
  if (found == costs.end()) {
    costs.push_back({name, cpu_seconds});
  } else {
    found->cpu_seconds += cpu_seconds;
  }
}

void keep_dearest(std::vector<Cost>& costs) {
  std::stable_sort(costs.begin(), costs.end(),
                   [](const Cost& a, const Cost& b) { return a.cpu_seconds > b.cpu_seconds; });
  costs.resize(std::min(costs.size(), kDearest));
}

std::string cost_numbers(const Costs& costs, double cpu_seconds) {
  const auto units = costs.unit_seconds > 0 ? fmt::format("{:.1f}", costs.units(cpu_seconds)) : "-";
  return fmt::format("{:>9.1f}{:>9}", cpu_seconds, units);
}

std::string cost_row(const Costs& costs, const std::string& name, double cpu_seconds) {
  return "  " + filled(name, kCostNameWidth) + cost_numbers(costs, cpu_seconds) + "\n";
}

std::string cost_head(const char* name) {
  return "  " + filled(name, kCostNameWidth) + fmt::format("{:>9}{:>9}\n", "CPU s", "u");
}

std::string about_the_unit(const Costs& costs) {
  if (costs.unit_seconds <= 0) return "cost: no unit was measured\n";
  return fmt::format("cost: 1 u = {:.2f} CPU s, for an empty file with GoogleTest's header\n",
                     costs.unit_seconds);
}

double sum_of_costs(const std::vector<Cost>& costs) {
  double sum = 0;
  for (const auto& cost : costs) sum += cost.cpu_seconds;
  return sum;
}

}  // namespace

double Costs::units(double cpu_seconds) const {
  return unit_seconds > 0 ? cpu_seconds / unit_seconds : 0;
}

Costs costs_of(const VerifyReport& report) {
  Costs costs;
  costs.unit_seconds = report.unit_seconds;
  for (const auto& build : report.shared) costs.shared += build.cpu_seconds;
  for (const auto& job : report.jobs) {
    add_cost(costs.lessons, job.lesson, job.cpu_seconds);
    add_cost(costs.checks, job.check, job.cpu_seconds);
    costs.dearest.push_back({title_of(job), job.cpu_seconds});
    if (job.kind == Kind::tools) costs.tools += job.cpu_seconds;
  }
  keep_dearest(costs.dearest);
  return costs;
}

std::string show_costs(const Costs& costs) {
  if (costs.dearest.empty()) return {};
  auto text = about_the_unit(costs) + cost_head("lesson");
  for (const auto& cost : costs.lessons) text += cost_row(costs, cost.name, cost.cpu_seconds);
  if (costs.tools > 0) text += cost_row(costs, "(tools' own tests)", costs.tools);
  text += cost_row(costs, "(shared by lessons)", costs.shared);
  text += cost_row(costs, "(all)", sum_of_costs(costs.lessons) + costs.tools + costs.shared);
  text += cost_head("check");
  for (const auto& cost : costs.checks) text += cost_row(costs, cost.name, cost.cpu_seconds);
  text += fmt::format("  the {} dearest\n", costs.dearest.size());
  for (const auto& cost : costs.dearest) {
    text += fmt::format("  {:>9.1f}{:>9.1f}  {}\n", cost.cpu_seconds, costs.units(cost.cpu_seconds),
                        cost.name);
  }
  return text;
}

std::string too_dear(const Costs& costs, const Cost& lesson, double most) {
  if (most <= 0) return {};
  if (costs.unit_seconds <= 0) return "the unit of cost could not be measured";
  const double units = costs.units(lesson.cpu_seconds);
  if (units <= most) return {};
  return fmt::format(
      "costs {:.1f} u to verify; at most {:g} u are allowed. Fewer wrong answers or smaller "
      "scenarios make it cheaper; the dearest items are named below",
      units, most);
}

}  // namespace threadlings::runner
