// A C or C++ program that is compiled for the explorer or the fault explorer, main and all.
//
// Purpose:        `threadlings explore FILE.cpp` and `threadlings faults FILE.cpp`; the flags and
//                 libraries are those of tools/explore/README.md and tools/faults/README.md.
// Thread safety:  one build in a folder at a time.
// Errors:         RunnerError if there is no compiler or the program does not compile (the
//                 compiler's own words are in its text), or if the compiler is one that the
//                 explorer does not know.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "context.hpp"

namespace threadlings::runner {

struct WholeProgram {
  std::vector<std::filesystem::path> sources;  // .c, or anything that is C++
  std::vector<std::string> flags;              // for the compiler, on top of the library's own
};

// Builds it below the build folder, for the library that belongs to `check` ("explore" or
// "faults"), and returns the program. Running it explores it.
std::filesystem::path build_whole_program(const Context& context, const std::string& check,
                                          const WholeProgram& program);

// The same in a folder that is there already.
std::filesystem::path build_whole_program_in(const std::filesystem::path& folder,
                                             const Context& context, const std::string& check,
                                             const WholeProgram& program);

// What a linker misses of ThreadSanitizer's entry points, which the explorer takes the place of:
// "__tsan_new_hook", or "" if its output names none.
std::string missing_entry_point(const std::string& output);

}  // namespace threadlings::runner
