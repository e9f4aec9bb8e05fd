#include "scenarios.hpp"

#include <nlohmann/json.hpp>

#include "text.hpp"

namespace threadlings {
namespace {

using nlohmann::json;

Scenario scenario_of(const json& line) {
  Scenario scenario;
  scenario.test = line.at("test");
  scenario.verdict = line.at("verdict");
  scenario.complete = line.at("complete");
  scenario.coverage = line.at("coverage");
  scenario.message = line.value("message", "");
  scenario.report = line.value("report", "");
  scenario.token = line.value("token", "");
  return scenario;
}

}  // namespace

std::vector<Scenario> read_scenarios(const std::string& text,
                                     const std::function<void(const json&, Scenario&)>& read_own) {
  std::vector<Scenario> found;
  for (const std::string& line : lines_of(text)) {
    try {
      const json value = json::parse(line);
      Scenario scenario = scenario_of(value);
      read_own(value, scenario);
      scenario.json = line;
      found.push_back(std::move(scenario));
    } catch (const json::exception&) {
    }
  }
  return found;
}

Place place_of(const json& step, const std::string& what) {
  return {step.value("file", ""), step.value("line", 0), what};
}

}  // namespace threadlings
