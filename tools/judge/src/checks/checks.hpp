// The checks themselves: build, run contained, read what came out, and decide on one verdict.
//
// Thread safety:  one check at a time in a process.
// Errors:         never throws for anything that an answer does. EnvironmentError becomes the
//                 verdict `environment`.
#pragma once

#include <filesystem>
#include <string>

#include "threadlings/judge/lesson.hpp"
#include "threadlings/judge/verdict.hpp"
#include "toolchain.hpp"

namespace threadlings {

// `check` is one of "test", "tsan", "bench", "try". Precondition: the lesson has that check.
Verdict judge(const Toolchain& chain, const Lesson& lesson, const std::string& check,
              const std::filesystem::path& answer);

}  // namespace threadlings
