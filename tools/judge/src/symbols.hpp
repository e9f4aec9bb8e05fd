// Turns offsets in a program into functions and lines, with addr2line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "toolchain.hpp"

namespace threadlings {

struct SourceLine {
  std::string function;
  std::string file;  // as below the project's root where possible; empty if unknown
  int line = 0;
};

// One entry per offset ("1a2b"): the function at it, inlined ones first.
std::vector<std::vector<SourceLine>> look_up(const Toolchain& chain,
                                             const std::filesystem::path& program,
                                             const std::vector<std::string>& offsets);

}  // namespace threadlings
