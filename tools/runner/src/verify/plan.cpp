#include "verify/plan.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <exception>

#include "ask_judge.hpp"
#include "files.hpp"
#include "process.hpp"
#include "verify/house_rules.hpp"
#include "verify/lesson_rules.hpp"

namespace threadlings::runner {
namespace {

bool wants(const PlanOptions& options, Kind kind) {
  return std::find(options.kinds.begin(), options.kinds.end(), kind) != options.kinds.end();
}

RunResult failure(const std::string& why, const std::string& again = {}) {
  return {kFailed, {}, why, {}, {}, again};
}

std::vector<std::string> explain(const Verdict& verdict) {
  std::vector<std::string> lines{verdict.what};
  for (const auto& place : verdict.places) {
    lines.push_back(fmt::format("{}:{}  {}", place.file, place.line, place.what));
  }
  lines.insert(lines.end(), verdict.details.begin(), verdict.details.end());
  return lines;
}

// The judge calls a failed expectation of an untouched stub `unsolved`; a stub may declare either.
bool same(const std::string& expected, const std::string& seen) {
  return seen == expected || (expected == "wrong" && seen == "unsolved");
}

RunResult compare(const Answered& answered, const std::string& expected, const std::string& again) {
  const auto& verdict = answered.verdict;
  const std::string seen(name_of(verdict.outcome));
  if (same(expected, seen)) return {kPassed, seen, {}, {}, {}, again, answered.cpu_seconds};
  const auto why = fmt::format("expected {}, got {}", expected, seen);
  const auto counts = verdict.outcome == Outcome::cannot_tell ? kSkipped : kFailed;
  return {counts, seen, why, explain(verdict), {}, again, answered.cpu_seconds};
}

// Everything that the jobs of one lesson have in common.
class LessonPlan {
 public:
  LessonPlan(const Context& context, const Lesson& lesson, const PlanOptions& options)
      : context_(context), lesson_(lesson), options_(options) {}

  std::vector<Job> jobs() && {
    if (wants(options_, Kind::stub)) add_stub();
    if (wants(options_, Kind::solution)) add_solutions();
    if (wants(options_, Kind::wrong)) add_wrong_answers();
    if (wants(options_, Kind::program)) add_program();
    if (wants(options_, Kind::files)) add_files();
    for (const Kind kind : options_.kinds) require_some(kind);
    return std::move(jobs_);
  }

 private:
  void add(Kind kind, const std::string& name, std::function<RunResult()> run, int repeat = 1,
           bool alone = false) {
    jobs_.push_back({lesson_.key, kind, name, std::move(run), alone, repeat, options_.phase});
  }

  void add_judged(Kind kind, const std::string& name, const Declared& declared,
                  const std::filesystem::path& answer, int repeat) {
    const Question question{lesson_.key, declared.check, answer, options_.cpu};
    const auto run = [context = context_, question, expected = declared.verdict] {
      const auto again = shell_line(judge_command(context, question));
      return compare(ask_judge_for_cost(context, question), expected, again);
    };
    add(kind, name, run, repeat, declared.check == "bench" && !options_.beside_others);
    jobs_.back().check = declared.check;
  }

  void add_failure(Kind kind, const std::string& name, const std::string& why) {
    add(kind, name, [why] { return failure(why); });
  }

  void add_declared(Kind kind, const std::string& name, const std::optional<Declared>& declared,
                    const std::filesystem::path& answer, const std::string& missing) {
    const auto checks = lesson_.checks();
    if (!declared) {
      add_failure(kind, name, missing);
    } else if (std::find(checks.begin(), checks.end(), declared->check) == checks.end()) {
      add_failure(kind, name,
                  "declares the check \"" + declared->check +
                      "\", which the lesson "
                      "does not have");
    } else {
      add_judged(kind, name, *declared, answer, options_.repeat_others);
    }
  }

  void add_stub() {
    add_declared(
        Kind::stub, "stub", declared_for_stub(lesson_), lesson_.stub(),
        "tests/" + lesson_.key + "/behaviour.cpp does not begin with `// stub: CHECK (VERDICT)`");
  }

  void add_solutions() {
    for (const auto& check : lesson_.checks()) {
      add_judged(Kind::solution, check, {check, "pass"}, lesson_.solution(),
                 options_.repeat_solutions);
    }
  }

  void add_wrong_answers() {
    for (const auto& what : lesson_.wrong_answers()) {
      add_declared(Kind::wrong, what, declared_for_wrong_answer(lesson_, what),
                   lesson_.tests() / "wrong" / what,
                   "the first file of tests/" + lesson_.key + "/wrong/" + what +
                       " does not begin with `// caught by: CHECK (VERDICT)`");
    }
  }

  void add_program() { add_judged(Kind::program, "try", {"try", "pass"}, lesson_.solution(), 1); }

  void add_files() {
    for (const auto& rule : lesson_rules(options_.pristine)) {
      add(Kind::files, rule.name, [lesson = lesson_, rule] { return apply(rule, lesson); });
    }
  }

  static RunResult apply(const LessonRule& rule, const Lesson& lesson) {
    const auto found = rule.check(lesson);
    RunResult result{kPassed, {}, {}, {}, found.notes, {}};
    if (!found.problems.empty()) {
      result = {kFailed, {}, found.problems.front(), found.problems, found.notes, {}};
      result.details.erase(result.details.begin());
    }
    return result;
  }

  void require_some(Kind kind) {
    const bool some =
        std::any_of(jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.kind == kind; });
    if (!some && kind != Kind::tools) {
      add_failure(kind, "(none)", "there is nothing of this kind to check in " + lesson_.key);
    }
  }

  const Context& context_;
  const Lesson& lesson_;
  const PlanOptions& options_;
  std::vector<Job> jobs_;
};

}  // namespace

std::vector<Job> plan_lesson(const Context& context, const Lesson& lesson,
                             const PlanOptions& options) {
  return LessonPlan(context, lesson, options).jobs();
}

std::vector<Job> plan_house(const Context& context) {
  std::vector<Job> jobs;
  for (const auto& rule : house_rules()) {
    const auto run = [root = context.root, rule] {
      const auto problems = rule.check(root);
      if (problems.empty()) return RunResult{kPassed, {}, {}, {}, {}, {}};
      return RunResult{kFailed, {}, problems.front(), {problems.begin() + 1, problems.end()},
                       {},      {}};
    };
    jobs.push_back({{}, Kind::files, rule.name, run, false, 1, {}});
  }
  return jobs;
}

}  // namespace threadlings::runner
