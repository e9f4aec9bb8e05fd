// A verdict as lines: what it is, where, why, and what the program printed.
//
// Thread safety:  pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "terminal.hpp"
#include "threadlings/judge/verdict.hpp"

namespace threadlings::runner {

// The colour of a verdict.
Tone tone_of(Outcome outcome);

struct VerdictLayout {
  int width = 80;                 // sentences are folded to it
  std::size_t most_lines = 1000;  // of details, and of output; 0: nothing is said of either
  bool fold_details = false;      // else they stay as long as they are
};

// Painted lines. Tables of steps are never folded: they are as wide as they are.
std::vector<std::string> verdict_lines(const Terminal& terminal, const Verdict& verdict,
                                       const VerdictLayout& layout);

}  // namespace threadlings::runner
