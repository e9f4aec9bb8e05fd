// Reads what the explorer wrote down: one line of JSON for each exploration.
//
// Purpose:        the format is described in tools/explore/README.md.
// Thread safety:  plain functions.
// Errors:         a line that is no such JSON (the program may have died while writing it) is left
//                 out.
#pragma once

#include <string>
#include <vector>

#include "threadlings/judge/verdict.hpp"

namespace threadlings {

struct Exploration {
  std::string test;     // "Suite.Name"
  std::string verdict;  // the explorer's word: "use after free"
  std::uint64_t interleavings = 0;
  bool weak = false;          // with weak memory: these are executions
  bool complete = false;      // all there are
  std::string coverage;       // one sentence
  std::string message;        // what went wrong; may have several lines
  std::string report;         // message, interleaving and more, for people
  std::string json;           // the line itself
  std::string token;          // replays the failing interleaving
  std::vector<Place> places;  // of the steps that the verdict speaks of, or of those who wait

  bool passed() const { return verdict == "pass"; }
};

std::vector<Exploration> read_explorations(const std::string& text);

// What the judge calls the explorer's verdict.
Outcome outcome_of(const Exploration& exploration);

}  // namespace threadlings
