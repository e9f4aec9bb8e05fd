// One answer on its way to a verdict: what all checks share.
//
// Thread safety:  one attempt at a time in a process.
#pragma once

#include <filesystem>
#include <string>

#include "build.hpp"
#include "sandbox.hpp"
#include "threadlings/judge/lesson.hpp"
#include "threadlings/judge/verdict.hpp"
#include "toolchain.hpp"

namespace threadlings {

struct Attempt {
  const Toolchain& chain;
  const Lesson& lesson;
  std::string check;
  std::filesystem::path answer;  // the folder
  std::string only_test;         // "Suite.Name" if just this one is to run; else empty
  std::string replay;            // the token of one run of that test; else empty
  Build build;
  Verdict verdict;

  Attempt(const Toolchain& chain, const Lesson& lesson, const std::string& check,
          const std::filesystem::path& answer);

  void decide(Outcome outcome, const std::string& what);

  // A file as the learner knows it: below the project's folder where possible.
  std::string shown(const std::string& file) const;

  // A run in `scratch`, with a small, known environment.
  RunRequest request(const ScratchFolder& scratch, const std::filesystem::path& program) const;

  // Runs, and puts back what the program has removed of the answer's folder.
  // Throws EnvironmentError if nothing can be run here at all.
  RunResult run(const RunRequest& request);
};

}  // namespace threadlings
