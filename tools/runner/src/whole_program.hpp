// A C or C++ program that is compiled for the explorer, main and all.
//
// Purpose:        `threadlings explore FILE.cpp`; the flags and libraries are those of
//                 tools/explore/README.md.
// Thread safety:  one build in a folder at a time.
// Errors:         RunnerError if there is no compiler or the program does not compile; the
//                 compiler's own words are in its text.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "context.hpp"

namespace threadlings::runner {

struct WholeProgram {
  std::vector<std::filesystem::path> sources;  // .c, or anything that is C++
  std::vector<std::string> flags;              // for the compiler, on top of the explorer's
};

// Builds it below the build folder and returns the program. Running it explores it.
std::filesystem::path build_for_explorer(const Context& context, const WholeProgram& program);

}  // namespace threadlings::runner
