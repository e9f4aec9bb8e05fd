// Builds the program for one check of one answer.
//
// Purpose:        writes small ninja files and runs ninja on them, so that what has not changed is
//                 not built again: the precompiled header and the harness once for each check, test
//                 files once for each lesson, the answer's files for each answer.
// Thread safety:  several judges may build at once; file locks keep them apart.
// Errors:         throws EnvironmentError if the tools themselves fail; an answer that does not
//                 compile is a result, not an error.
#pragma once

#include <string>
#include <vector>

#include "threadlings/judge/lesson.hpp"
#include "toolchain.hpp"

namespace threadlings {

struct Build {
  bool ok = false;
  bool timed_out = false;
  std::filesystem::path program;  // if ok
  std::filesystem::path
      symbols;         // what nm says of the answer's objects; empty if none can be scanned
  std::string output;  // the compiler's errors, or its warnings if ok
};

// `check` is a key of Toolchain::flags. `answer` is the folder with the answer's files.
// Precondition: all answer files exist.
Build build_program(const Toolchain& chain, const Lesson& lesson, const std::string& check,
                    const std::filesystem::path& answer);

// Builds what all lessons share of a check, its precompiled headers and harness, so that no answer
// pays for them. Precondition: `check` is not "try".
void prepare_check(const Toolchain& chain, const Lesson& lesson, const std::string& check);

// The processor time, in seconds, that it takes to compile an empty file with the header of the
// check's tests: the unit in which the cost of lessons is counted. Precondition: as above.
double cost_of_header(const Toolchain& chain, const Lesson& lesson, const std::string& check);

}  // namespace threadlings
