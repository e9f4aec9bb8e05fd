#include "explorations.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace threadlings {
namespace {

using nlohmann::json;

bool nobody_goes_on(const Scenario& exploration) {
  return exploration.verdict == "deadlock" || exploration.verdict == "livelock" ||
         exploration.verdict == "step limit";
}

void add_places(const json& line, Scenario& exploration) {
  // Who waits is the point only if nobody can go on; a failed expectation may find others waiting.
  const bool stuck = !line.value("waiting", json::array()).empty() && nobody_goes_on(exploration);
  for (const json& step : line.value("steps", json::array())) {
    if (stuck || !step.value("culprit", false) || !step.contains("file")) continue;
    exploration.places.push_back(
        place_of(step, step.value("what", "") + " (" + step.value("thread", "a thread") + ")"));
  }
  if (!stuck) return;
  for (const json& wait : line.value("waiting", json::array())) {
    if (!wait.contains("file")) continue;
    exploration.places.push_back(
        place_of(wait, wait.value("thread", "a thread") + " waits for " + wait.value("for", "")));
  }
  // Who only waits for another thread's end says least.
  std::stable_partition(
      exploration.places.begin(), exploration.places.end(),
      [](const Place& place) { return place.what.find(" the end of ") == std::string::npos; });
}

void add_exploration(const json& line, Scenario& exploration) {
  exploration.outcome = outcome_of_exploration(exploration.verdict);
  exploration.interleavings = line.at("interleavings");
  exploration.weak = line.contains("executions");
  add_places(line, exploration);
}

}  // namespace

std::vector<Scenario> read_explorations(const std::string& text) {
  return read_scenarios(text, add_exploration);
}

Outcome outcome_of_exploration(std::string_view verdict) {
  static constexpr std::array<std::pair<std::string_view, Outcome>, 14> kOutcomes = {{
      {"pass", Outcome::pass},
      {"race", Outcome::race},
      {"check", Outcome::wrong},
      {"misuse", Outcome::wrong},
      {"exception", Outcome::crash},
      {"unjoined", Outcome::crash},
      {"crash", Outcome::crash},
      {"deadlock", Outcome::deadlock},
      {"livelock", Outcome::livelock},
      {"step limit", Outcome::hang},
      {"use after free", Outcome::memory},
      {"double free", Outcome::memory},
      {"leak", Outcome::memory},
      {"nondeterministic", Outcome::cannot_tell},
  }};
  for (const auto& [known, outcome] : kOutcomes) {
    if (known == verdict) return outcome;
  }
  return Outcome::environment;
}

}  // namespace threadlings
