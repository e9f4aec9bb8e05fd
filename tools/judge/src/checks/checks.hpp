// The checks themselves: build, run contained, read what came out, and decide on one verdict.
//
// Thread safety:  one check at a time in a process.
// Errors:         never throws for anything that an answer does. EnvironmentError becomes the
//                 verdict `environment`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "threadlings/judge/lesson.hpp"
#include "threadlings/judge/verdict.hpp"
#include "toolchain.hpp"

namespace threadlings {

// One run of one test, for the checks "explore" and "faults". Empty: all of them.
struct Replay {
  std::string test;   // "Suite.Name"
  std::string token;  // as the explorer or the fault explorer gave it
};

// `check` is one of "test", "tsan", "explore", "faults", "bench", "try". Precondition: the lesson
// has that check.
Verdict judge(const Toolchain& chain, const Lesson& lesson, const std::string& check,
              const std::filesystem::path& answer, const Replay& replay = {});

// First the verdict on the whole check, then one on each of its tests when it is run alone
// (Verdict::test says which). If the whole passes, or does not compile, that is what each of them
// does, and none is run again. Only the whole for a check without tests ("bench").
std::vector<Verdict> judge_each_test(const Toolchain& chain, const Lesson& lesson,
                                     const std::string& check, const std::filesystem::path& answer);

}  // namespace threadlings
