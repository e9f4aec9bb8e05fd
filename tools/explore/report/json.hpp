#pragma once

#include <string>

#include "story.hpp"
#include "threadlings/explore.hpp"

namespace threadlings::explorer {

// One object on one line; the format is described in README.md.
std::string as_json(const Result& result, const std::string& test, const Story* story);

}  // namespace threadlings::explorer
