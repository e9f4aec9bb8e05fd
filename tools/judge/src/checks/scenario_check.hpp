// What the checks `explore` and `faults` have in common: their tests are scenarios that a library
// of this project runs many times, and that library says what came of it.
//
// Thread safety:  one run at a time in a process.
#pragma once

#include <string>
#include <vector>

#include "checks/attempt.hpp"
#include "scenarios.hpp"

namespace threadlings {

// What differs between the two.
struct ScenarioCheck {
  std::string who;       // "The explorer"
  std::string label;     // of its last words on standard error: "threadlings explore: "
  std::string json;      // the environment variable that names the file for its lines
  std::string hindered;  // "explored": a test cannot be, because it depends on something outside
  double patience_seconds = 3;  // with a program that sleeps
  std::vector<Scenario> (*read)(const std::string& lines);
  std::string (*what_happened)(const Scenario& failed);               // a sentence
  std::string (*what_was_covered)(const std::vector<Scenario>& all);  // after "passed"
};

// Precondition: attempt.build is the program of this check.
void judge_scenarios(Attempt& attempt, const ScenarioCheck& check);

// The first line of a message.
std::string first_line(const std::string& text);

std::string with_commas(std::uint64_t number);

}  // namespace threadlings
