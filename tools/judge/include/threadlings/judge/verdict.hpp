// What a check ends in: one verdict, typed, with everything that is needed to explain it.
//
// Purpose:        the value that the judge prints (as text or JSON) and that the runner shows.
// Thread safety:  plain values.
// Errors:         `verdict_from_json` throws std::runtime_error on text that is no verdict.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace threadlings {

enum class Outcome {
  pass,
  unsolved,
  compile,
  wrong,
  race,
  deadlock,
  livelock,
  hang,
  crash,
  memory,
  leak,
  slow,
  cannot_tell,
  environment,
};

std::string_view name_of(Outcome outcome);         // "cannot tell"
Outcome outcome_from_name(std::string_view name);  // throws std::runtime_error on an unknown name
bool is_failure(Outcome outcome);                  // all but pass and cannot tell

// A place in the answer or the tests, and what happened there.
struct Place {
  std::string file;  // as the compiler saw it: relative to the project's root where possible
  int line = 0;
  std::string what;  // "write of 4 bytes by thread T1, in count_visits"; may be empty
};

// A GoogleTest test and how it ended.
struct TestResult {
  std::string name;    // "Visits.AreAllCounted"
  std::string result;  // "passed", "failed", "not finished", "not run"
};

struct Verdict {
  std::string lesson;  // "01_first_race"
  std::string check;   // "tsan"
  std::string answer;  // the folder that was judged, relative to the root where possible
  std::string test;    // "Visits.AreAllCounted" if it was judged alone; empty: the whole check
  Outcome outcome = Outcome::environment;
  std::string what;                  // one or two sentences in the learner's words
  std::vector<Place> places;         // most telling first
  std::vector<std::string> details;  // lines to show below: expected and actual, stacks, errors
  std::vector<std::string> notices;  // what deserves a look but decides nothing
  std::vector<TestResult> tests;
  std::string output;  // what the program printed, cut to a readable length
  std::string trace;   // explore, faults: a file with the failing run, as JSON
  std::string again;   // the one command that shows this again
  double build_seconds = 0;
  double run_seconds = 0;
};

std::string to_json(const Verdict& verdict);  // one line, no newline at the end
Verdict verdict_from_json(std::string_view json);
// For people: several lines, no colour.
std::string to_text(const Verdict& verdict);

// The verdict that speaks for a lesson when several checks were run: the one that explains most
// (a race explains a wrong total, not the other way round). Precondition: `verdicts` is not empty.
const Verdict& most_telling(const std::vector<Verdict>& verdicts);

}  // namespace threadlings
