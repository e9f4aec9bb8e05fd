// Reads what the explorer wrote down: one line of JSON for each exploration.
//
// Purpose:        the format is described in tools/explore/README.md.
// Thread safety:  plain functions.
// Errors:         see scenarios.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios.hpp"

namespace threadlings {

std::vector<Scenario> read_explorations(const std::string& text);

// What the judge calls the explorer's verdict.
Outcome outcome_of_exploration(std::string_view verdict);

}  // namespace threadlings
