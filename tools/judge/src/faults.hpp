// Reads what the fault explorer wrote down: one line of JSON for each scenario.
//
// Purpose:        the format is described in tools/faults/README.md.
// Thread safety:  plain functions.
// Errors:         see scenarios.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios.hpp"

namespace threadlings {

std::vector<Scenario> read_fault_searches(const std::string& text);

// What the judge calls the fault explorer's verdict.
Outcome outcome_of_faults(std::string_view verdict);

// Tokens of the fault explorer can be told from those of the explorer.
bool is_token_of_faults(std::string_view token);

}  // namespace threadlings
