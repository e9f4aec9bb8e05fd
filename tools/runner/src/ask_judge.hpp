// One question to the judge, and its answer as a verdict.
//
// Purpose:        the runner knows the judge only through this file: a process per check, one line
//                 of JSON.
// Thread safety:  any number of questions at once.
// Guarantees:     a judge that is missing, dies, or talks nonsense is `environment`; the learner is
//                 never blamed for it.
// Errors:         throws `Interrupted` and, if it was asked for, `Cancelled`; nothing else.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "context.hpp"
#include "threadlings/judge/verdict.hpp"

namespace threadlings::runner {

struct Question {
  std::string lesson;            // its key
  std::string check;             // one of kChecks, or "try"
  std::filesystem::path answer;  // the folder to judge; lessons/KEY if empty
  std::optional<int> cpu;        // pin the judge and all it starts to this processor
  std::string replay = {};       // "TEST@TOKEN": just this run, for "explore" or "faults"
};

// Who looks on while questions are asked. The functions are called from several threads at once.
struct Follower {
  std::function<void(const Question&)> began;
  std::function<void(const Verdict&)> ended;
  int cancel = -1;  // once readable, all judges are ended
};

// The judge's command line, without --json and --root: what a person would type in the root.
std::vector<std::string> judge_command(const Context& context, const Question& question);

// A verdict, and what it took: the processor time of the judge and of all that it started.
struct Answered {
  Verdict verdict;
  double cpu_seconds = 0;
};

Answered ask_judge_for_cost(const Context& context, const Question& question);

// The verdict on the whole check, then one on each of its tests alone (Verdict::test). If the judge
// cannot be asked, one verdict that says so.
std::vector<Verdict> ask_each_test(const Context& context, const Question& question);

Verdict ask_judge(const Context& context, const Question& question, const Follower& follower = {});

// All of them, beside each other as far as there are cores; "bench" after the others and alone.
// The verdicts come in the order of the questions.
std::vector<Verdict> ask_all(const Context& context, const std::vector<Question>& questions,
                             const Follower& follower = {});

}  // namespace threadlings::runner
