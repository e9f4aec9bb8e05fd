#include "round.hpp"

#include <algorithm>

#include "errors.hpp"

namespace threadlings::runner {
namespace {

bool failed(const Verdict& verdict) {
  return is_failure(verdict.outcome);
}

std::vector<std::string> chosen_checks(const Lesson& lesson, const std::string& only) {
  auto checks = lesson.checks();
  std::erase_if(checks, [&](const auto& check) { return !only.empty() && only != check; });
  if (!checks.empty()) return checks;
  throw RunnerError("lesson " + lesson.key + " has no checks; get its tests back with: " +
                    "git checkout -- tests/" + lesson.key);
}

}  // namespace

bool Round::passed() const {
  const auto passed = [](const Verdict& verdict) { return verdict.outcome == Outcome::pass; };
  return std::none_of(verdicts.begin(), verdicts.end(), failed) &&
         std::any_of(verdicts.begin(), verdicts.end(), passed);
}

Round play_round(const Context& context, const Lesson& lesson, const Part& part,
                 const Follower& follower) {
  const auto checks = chosen_checks(lesson, part.check);
  const bool whole = part.replay.empty() && checks.size() == lesson.checks().size();
  Round round{lesson, {}, {}, whole};
  std::vector<Question> first;
  std::vector<Question> then;
  for (const auto& check : checks) {
    (check == "bench" ? then : first).push_back({lesson.key, check, {}, {}, part.replay});
  }
  round.verdicts = ask_all(context, first, follower);
  if (std::any_of(round.verdicts.begin(), round.verdicts.end(), failed)) {
    for (const auto& question : then) round.not_run.push_back(question.check);
    return round;
  }
  const auto measured = ask_all(context, then, follower);
  round.verdicts.insert(round.verdicts.end(), measured.begin(), measured.end());
  return round;
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
