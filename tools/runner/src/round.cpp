#include "round.hpp"

#include <algorithm>

#include "ask_judge.hpp"
#include "errors.hpp"

namespace threadlings::runner {

bool Round::passed() const {
  const auto failed = [](const Verdict& verdict) { return is_failure(verdict.outcome); };
  const auto passed = [](const Verdict& verdict) { return verdict.outcome == Outcome::pass; };
  return std::none_of(verdicts.begin(), verdicts.end(), failed) &&
         std::any_of(verdicts.begin(), verdicts.end(), passed);
}

Round play_round(const Context& context, const Lesson& lesson, const std::string& only) {
  std::vector<Question> questions;
  for (const auto& check : lesson.checks()) {
    if (only.empty() || only == check) questions.push_back({lesson.key, check, {}, {}});
  }
  if (questions.empty()) {
    throw RunnerError("lesson " + lesson.key + " has no checks; get its tests back with: " +
                      "git checkout -- tests/" + lesson.key);
  }
  const bool whole = questions.size() == lesson.checks().size();
  return {lesson, ask_all(context, questions), whole};
}

std::vector<std::string> record(const Round& round, Progress& progress) {
  try {
    if (round.whole && round.passed()) progress.record_pass(round.lesson.key);
    if (!progress.begun()) progress.record_begin();
  } catch (const RunnerError& error) {
    return {std::string("Your progress could not be saved: ") + error.what()};
  }
  return progress.take_notices();
}

}  // namespace threadlings::runner
