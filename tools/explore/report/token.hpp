// A failing interleaving as a short text:
//
//   tl1:<verdict>:<flags>:<build>:<decisions>
//
// verdict    the number of the Verdict that it leads to
// flags      races, spurious wake-ups, weak failures, early time-outs, steps, memory; separated by
//            dots
// build      a hash of the program's code, in hexadecimal
// decisions  wherever there was a choice, what was chosen: a letter (a = 0, A = 26, else
// "(number)"),
//            followed by how often if more than once
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "threadlings/explore.hpp"

namespace threadlings::explorer {

struct Token {
  Verdict verdict;
  bool races;
  int spurious, weak, timeouts;
  std::uint32_t steps;
  Memory memory;
  bool any_waiter;
  std::uint64_t build;
  std::vector<std::uint8_t> decisions;
};

std::string write_token(const Token& token);
std::optional<Token> read_token(const std::string& text);

}  // namespace threadlings::explorer
