// One round of work on a lesson: all its checks, what they say, and what comes next.
//
// Purpose:        the seam between the learner's commands and whatever calls them again and again:
//                 `threadlings` plays one round and ends; a watcher plays one after every save.
// Thread safety:  one round at a time.
// Errors:         throws what the judge's process layer throws (`Interrupted`, `Cancelled`), and
//                 RunnerError for a lesson that has no checks.
#pragma once

#include <string>
#include <vector>

#include "ask_judge.hpp"
#include "context.hpp"
#include "progress.hpp"
#include "threadlings/judge/lesson.hpp"
#include "threadlings/judge/verdict.hpp"

namespace threadlings::runner {

struct Round {
  Lesson lesson;
  std::vector<Verdict> verdicts;     // never empty
  std::vector<std::string> not_run;  // benchmarks of an answer that is not right yet
  bool whole = true;                 // every check of the lesson was meant to be asked

  // No check failed, and at least one passed: a machine that cannot tell proves nothing.
  bool passed() const;
};

// What of a lesson to ask for.
struct Part {
  std::string check = {};   // empty: all of them
  std::string replay = {};  // "TEST@TOKEN" for "explore" or "faults": just this run
};

// How fast a wrong answer is says nothing: "bench" is asked only when nothing else failed.
Round play_round(const Context& context, const Lesson& lesson, const Part& part = {},
                 const Follower& follower = {});

// Writes a pass down. A disk that is full or read-only gives a line to show, not an exception: the
// verdict matters more.
std::vector<std::string> record(const Round& round, Progress& progress);

}  // namespace threadlings::runner
