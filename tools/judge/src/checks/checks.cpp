#include "checks/checks.hpp"

#include <chrono>

#include "checks/attempt.hpp"
#include "checks/behaviour.hpp"
#include "checks/benchmark.hpp"
#include "checks/compile_errors.hpp"
#include "checks/exploration.hpp"
#include "checks/fault_search.hpp"
#include "checks/small_program.hpp"
#include "interrupt.hpp"
#include "manifest.hpp"
#include "pattern.hpp"
#include "scan.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

bool files_are_there(Attempt& attempt) {
  for (const std::string& name : attempt.lesson.answer_files()) {
    if (fs::is_regular_file(attempt.answer / name)) continue;
    attempt.decide(Outcome::compile, "The file " + attempt.verdict.answer + "/" + name +
                                         " is missing. ./threadlings reset " +
                                         attempt.lesson.number() +
                                         " puts the untouched one there.");
    return false;
  }
  return true;
}

bool build(Attempt& attempt) {
  const auto begin = std::chrono::steady_clock::now();
  attempt.build = build_program(attempt.chain, attempt.lesson, attempt.check, attempt.answer);
  attempt.verdict.build_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (attempt.build.ok) {
    if (!attempt.build.output.empty()) {
      attempt.verdict.notices.push_back("the compiler warns:\n" + attempt.build.output);
    }
    return true;
  }
  if (attempt.build.timed_out) {
    attempt.decide(Outcome::compile, "The compiler did not come to an end within five minutes.");
  } else {
    explain_compiler_errors(attempt);
  }
  return false;
}

// What the solution itself uses deserves no notice: _exit in a child process, say.
bool is_expected(const std::string& notice, const std::string& solution) {
  static const Pattern kUse("^the answer uses ([\\w]+)");
  const Match match = kUse.first_in(notice);
  return !match.empty() && solution.find(match[1] + "(") != std::string::npos;
}

bool scan(Attempt& attempt) {
  Scan found;
  if (!attempt.build.symbols.empty()) {
    found = scan_symbols(read_file(attempt.chain.root / attempt.build.symbols));
  }
  std::string solution;
  for (const std::string& name : attempt.lesson.answer_files()) {
    const Scan source =
        scan_source(read_file(attempt.answer / name), attempt.verdict.answer + "/" + name);
    found.forbidden.insert(found.forbidden.end(), source.forbidden.begin(), source.forbidden.end());
    found.notices.insert(found.notices.end(), source.notices.begin(), source.notices.end());
    solution += read_file(attempt.lesson.solution() / name);
  }
  for (const std::string& notice : found.notices) {
    if (!is_expected(notice, solution)) attempt.verdict.notices.push_back(notice);
  }
  if (found.forbidden.empty()) return true;
  attempt.decide(Outcome::wrong, "The answer " + found.forbidden.front().what +
                                     ". The checks would see nothing. Remove it.");
  for (const Place& place : found.forbidden) {
    if (place.line != 0) attempt.verdict.places.push_back(place);
  }
  return false;
}

void run_check(Attempt& attempt) {
  if (!files_are_there(attempt) || !build(attempt)) return;
  if (attempt.check == "try") return judge_small_program(attempt);
  if (!scan(attempt)) return;
  if (attempt.check == "bench") return judge_benchmark(attempt);
  if (attempt.check == "explore") return judge_exploration(attempt);
  if (attempt.check == "faults") return judge_fault_search(attempt);
  judge_tests(attempt);
}

// Whether a run of one test alone could end in something else.
bool speaks_for_each_test(Outcome outcome) {
  return outcome == Outcome::pass || outcome == Outcome::compile || outcome == Outcome::environment;
}

std::vector<std::string> tests_of(const Lesson& lesson, const std::string& check) {
  return check == "bench" ? std::vector<std::string>{} : manifest_of(lesson.tests(), check);
}

}  // namespace

Verdict judge(const Toolchain& chain, const Lesson& lesson, const std::string& check,
              const fs::path& answer, const Replay& replay) {
  Attempt attempt(chain, lesson, check, answer);
  attempt.only_test = replay.test;
  attempt.replay = replay.token;
  try {
    run_check(attempt);
  } catch (const EnvironmentError& error) {
    attempt.decide(Outcome::environment, error.what());
  }
  // A failed expectation is no news about a file that nobody has touched yet.
  if (attempt.verdict.outcome == Outcome::wrong && lesson.untouched(answer)) {
    attempt.verdict.outcome = Outcome::unsolved;
  }
  return std::move(attempt.verdict);
}

std::vector<Verdict> judge_each_test(const Toolchain& chain, const Lesson& lesson,
                                     const std::string& check, const fs::path& answer) {
  const Verdict whole = judge(chain, lesson, check, answer);
  std::vector<Verdict> verdicts{whole};
  for (const std::string& test : tests_of(lesson, check)) {
    if (interrupted()) break;
    verdicts.push_back(speaks_for_each_test(whole.outcome)
                           ? whole
                           : judge(chain, lesson, check, answer, {test, {}}));
    verdicts.back().test = test;
  }
  return verdicts;
}

}  // namespace threadlings
