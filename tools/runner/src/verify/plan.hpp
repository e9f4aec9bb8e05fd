// Which jobs there are for a lesson.
//
// Purpose:        everything that must be true of a lesson, as jobs that can fail.
// Guarantees:     what is missing (a declaration, the wrong answers, a whole kind) becomes a job
//                 that fails; nothing is green because nothing ran.
// Thread safety:  plain functions; the jobs may run at the same time.
#pragma once

#include <optional>
#include <vector>

#include "context.hpp"
#include "threadlings/judge/lesson.hpp"
#include "verify/report.hpp"

namespace threadlings::runner {

struct PlanOptions {
  std::vector<Kind> kinds;  // which kinds of jobs; never empty
  int repeat_solutions = 1;
  int repeat_others = 1;       // stubs and wrong answers
  bool pristine = false;       // an edited lesson folder is a failure
  bool beside_others = false;  // even jobs that measure time do not run alone
  std::optional<int> cpu;      // pin the judges
  std::string phase;
};

// `context` and `lesson` are copied into the jobs.
std::vector<Job> plan_lesson(const Context& context, const Lesson& lesson,
                             const PlanOptions& options);

// The jobs that belong to no lesson: what the README lists, stray folders.
std::vector<Job> plan_house(const Context& context);

// The tools' own tests: built, then run by ctest.
Job plan_tools(const Context& context);

}  // namespace threadlings::runner
