// What verify does and what came of it.
//
// Purpose:        the values that travel from the plan to the table, the JUnit file and the JSON.
// Thread safety:  plain values; `Job::run` is called from many threads, each call for itself.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace threadlings::runner {

enum class Kind { stub, solution, wrong, program, files, tools, cost };

inline constexpr std::array<std::pair<Kind, std::string_view>, 7> kKinds = {{
    {Kind::stub, "stub"},
    {Kind::solution, "solution"},
    {Kind::wrong, "wrong"},
    {Kind::program, "try"},
    {Kind::files, "files"},
    {Kind::tools, "tools"},
    {Kind::cost, "cost"},
}};

std::string_view name_of(Kind kind);

struct Counts {
  int passed = 0;
  int failed = 0;
  int skipped = 0;  // the judge could not tell

  int all() const { return passed + failed + skipped; }
  Counts& operator+=(const Counts& other);
  bool operator==(const Counts&) const = default;
};

inline constexpr Counts kPassed{1, 0, 0};
inline constexpr Counts kFailed{0, 1, 0};
inline constexpr Counts kSkipped{0, 0, 1};

// One run of a job.
struct RunResult {
  Counts counts = kFailed;
  std::string seen;                  // the verdict that came; empty where there is none
  std::string why;                   // if not passed: what was expected and what came
  std::vector<std::string> details;  // lines below it
  std::vector<std::string> notes;    // worth saying, but no failure
  std::string again;                 // the command that shows it
  double cpu_seconds = 0;            // of the processes that it started
};

struct Job {
  std::string lesson;  // its key; empty for the project as a whole
  Kind kind = Kind::files;
  std::string name;  // "tsan", "locks_one_side_only", "chapter"
  std::function<RunResult()> run;
  bool alone = false;  // it measures time
  int repeat = 1;
  std::string phase;       // under which conditions; empty without --stress
  std::string check = {};  // the one that the judge is asked about, if it is asked
};

struct JobReport {
  std::string lesson;
  Kind kind = Kind::files;
  std::string name;
  std::string phase;
  Counts counts;
  std::map<std::string, int> seen;  // how often each verdict came
  RunResult first_failure;          // the first run that failed, else the first that was skipped
  std::vector<std::string> notes;
  double seconds = 0;      // of all runs together
  double cpu_seconds = 0;  // the same, of the processor
  std::string check = {};
};

// What the judge builds of a check once for all lessons.
struct SharedBuild {
  std::string check;
  double cpu_seconds = 0;
};

struct VerifyReport {
  std::vector<JobReport> jobs;
  double seconds = 0;
  std::vector<SharedBuild> shared = {};
  // The unit of cost: processor time for an empty file with GoogleTest's header; 0: not measured.
  double unit_seconds = 0;

  Counts total() const;
  // Something passed and nothing failed.
  bool good() const;
};

// "01_first_race wrong home_made_flag", "project files folders"
std::string title_of(const JobReport& job);

}  // namespace threadlings::runner
