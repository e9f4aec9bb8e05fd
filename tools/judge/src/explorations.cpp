#include "explorations.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "text.hpp"

namespace threadlings {
namespace {

using nlohmann::json;

Place place_of(const json& step, const std::string& what) {
  return {step.value("file", ""), step.value("line", 0), what};
}

bool nobody_goes_on(const Exploration& exploration) {
  return exploration.verdict == "deadlock" || exploration.verdict == "livelock" ||
         exploration.verdict == "step limit";
}

void add_places(Exploration& exploration, const json& value) {
  // Who waits is the point only if nobody can go on; a failed expectation may find others waiting.
  const bool stuck = !value.value("waiting", json::array()).empty() && nobody_goes_on(exploration);
  for (const json& step : value.value("steps", json::array())) {
    if (stuck || !step.value("culprit", false) || !step.contains("file")) continue;
    exploration.places.push_back(
        place_of(step, step.value("what", "") + " (" + step.value("thread", "a thread") + ")"));
  }
  if (!stuck) return;
  for (const json& wait : value.value("waiting", json::array())) {
    if (!wait.contains("file")) continue;
    exploration.places.push_back(
        place_of(wait, wait.value("thread", "a thread") + " waits for " + wait.value("for", "")));
  }
  // Who only waits for another thread's end says least.
  std::stable_partition(
      exploration.places.begin(), exploration.places.end(),
      [](const Place& place) { return place.what.find(" the end of ") == std::string::npos; });
}

Exploration exploration_of(const json& value) {
  Exploration exploration;
  exploration.test = value.at("test");
  exploration.verdict = value.at("verdict");
  exploration.interleavings = value.at("interleavings");
  exploration.weak = value.contains("executions");
  exploration.complete = value.at("complete");
  exploration.coverage = value.at("coverage");
  exploration.message = value.value("message", "");
  exploration.report = value.value("report", "");
  exploration.token = value.value("token", "");
  add_places(exploration, value);
  return exploration;
}

}  // namespace

std::vector<Exploration> read_explorations(const std::string& text) {
  std::vector<Exploration> found;
  for (const std::string& line : lines_of(text)) {
    try {
      found.push_back(exploration_of(json::parse(line)));
      found.back().json = line;
    } catch (const json::exception&) {
    }
  }
  return found;
}

Outcome outcome_of(const Exploration& exploration) {
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
  for (const auto& [verdict, outcome] : kOutcomes) {
    if (verdict == exploration.verdict) return outcome;
  }
  return Outcome::environment;
}

}  // namespace threadlings
