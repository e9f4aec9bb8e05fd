#include "faults.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace threadlings {
namespace {

using nlohmann::json;

// "read(3, 65536) = -1 EINTR (child 1)"
std::string words_for(const json& step) {
  const std::string result = step.value("result", "");
  return step.value("call", "") + (result.empty() ? "" : " = " + result) + " (" +
         step.value("process", "a process") + ")";
}

void add_place(Scenario& scenario, const json& step) {
  const Place place = place_of(step, words_for(step));
  if (place.file.empty()) return;
  const bool known = std::any_of(
      scenario.places.begin(), scenario.places.end(),
      [&](const Place& other) { return other.file == place.file && other.line == place.line; });
  if (!known) scenario.places.push_back(place);
}

// First the calls that the verdict speaks of, then the one that the fault was done to.
void add_places(const json& line, Scenario& scenario) {
  const json steps = line.value("steps", json::array());
  for (const char* kind : {"culprit", "injected"}) {
    for (const json& step : steps) {
      if (step.value(kind, false)) add_place(scenario, step);
    }
  }
}

void add_fault_search(const json& line, Scenario& scenario) {
  scenario.outcome = outcome_of_faults(scenario.verdict);
  scenario.calls = line.at("calls");
  scenario.faults = line.at("faults");
  scenario.fault = line.value("fault", "");
  add_places(line, scenario);
}

}  // namespace

std::vector<Scenario> read_fault_searches(const std::string& text) {
  return read_scenarios(text, add_fault_search);
}

Outcome outcome_of_faults(std::string_view verdict) {
  static constexpr std::array<std::pair<std::string_view, Outcome>, 11> kOutcomes = {{
      {"pass", Outcome::pass},
      {"check", Outcome::wrong},
      {"not hidden", Outcome::wrong},
      {"unnoticed", Outcome::wrong},
      {"came back", Outcome::wrong},
      {"deadlock", Outcome::deadlock},
      {"hang", Outcome::hang},
      {"crash", Outcome::crash},
      {"leak", Outcome::leak},
      {"nondeterministic", Outcome::cannot_tell},
      {"environment", Outcome::environment},
  }};
  for (const auto& [known, outcome] : kOutcomes) {
    if (known == verdict) return outcome;
  }
  return Outcome::environment;
}

bool is_token_of_faults(std::string_view token) {
  return token.starts_with("f:") || token.starts_with("p:");  // child first, parent first
}

}  // namespace threadlings
