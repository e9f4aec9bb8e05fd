// What a library that runs a scenario many times wrote down: one line of JSON for each scenario.
//
// Purpose:        what the lines of the explorer (explorations.hpp) and of the fault explorer
//                 (faults.hpp) have in common.
// Thread safety:  plain functions.
// Errors:         a line that is no such JSON (the program may have died while writing it) is left
//                 out.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "threadlings/judge/verdict.hpp"

namespace threadlings {

struct Scenario {
  std::string test;                        // "Suite.Name"
  std::string verdict;                     // the library's word: "use after free"
  Outcome outcome = Outcome::environment;  // what the judge calls that
  bool complete = false;                   // all there are
  std::string coverage;                    // one sentence
  std::string message;                     // what went wrong; may have several lines
  std::string report;                      // message, story and more, for people
  std::string json;                        // the line itself
  std::string token;                       // replays the failing run
  std::vector<Place> places;               // of the steps that the verdict speaks of

  // Of the explorer only.
  std::uint64_t interleavings = 0;
  bool weak = false;  // with weak memory: these are executions

  // Of the fault explorer only.
  std::uint64_t calls = 0;   // in the run without a fault
  std::uint64_t faults = 0;  // runs with one
  std::string fault;         // of the failing run; may be empty

  bool passed() const { return verdict == "pass"; }
};

// Reads what all lines have; `read_own` adds the rest: the outcome, the places, the counts.
std::vector<Scenario> read_scenarios(
    const std::string& text,
    const std::function<void(const nlohmann::json& line, Scenario& scenario)>& read_own);

// The place of one step, or of one who waits. A step without a file has none: line 0.
Place place_of(const nlohmann::json& step, const std::string& what);

}  // namespace threadlings
