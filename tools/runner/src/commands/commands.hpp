// What a person can ask the runner to do. One function per command; each prints, and returns the
// exit status: 0 done or passed, 1 not passed or broken, 2 usage.
//
// Errors: UsageError, RunnerError, LessonError and Interrupted come out; main turns them into one
//         line and a status.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"

namespace threadlings::runner {

// (no command): the next unfinished lesson; `watch` in a terminal, else one round.
int next_command(const Context& context);

// Checks one lesson after every save, until the learner quits. Needs a terminal.
int watch_command(const Context& context, const std::string& lesson);

struct RunOptions {
  std::string lesson;  // empty: the next unfinished one
  std::string check;   // empty: all
  std::string replay;  // "TEST@TOKEN", as "explore" and "faults" print it; empty: none
};
int run_command(const Context& context, const RunOptions& options);

struct ExploreOptions {
  std::vector<std::string> files;           // one lesson, or the sources of one program
  std::vector<std::string> compiler_flags;  // what comes after "--"
  std::string mode;                         // empty: as the explorer chooses
  std::string memory;                       // "sc" or "rc11"; empty: sc
  std::string seconds;
  std::string seed;
  std::string replay;  // a token
  std::string trace;   // a file that gets the result as JSON
};
int explore_command(const Context& context, const ExploreOptions& options);

struct FaultsOptions {
  std::vector<std::string> files;           // one lesson, or the sources of one program
  std::vector<std::string> compiler_flags;  // what comes after "--"
  std::string seconds;
  std::string replay;  // a token
  std::string trace;   // a file that gets the result as JSON
};
int faults_command(const Context& context, const FaultsOptions& options);

int try_command(const Context& context, const std::string& lesson);
int list_command(const Context& context);
int hint_command(const Context& context, const std::string& lesson);
int solution_command(const Context& context, const std::string& lesson);

// The lesson's file in the learner's editor.
int open_command(const Context& context, const std::string& lesson);

struct ResetOptions {
  std::string lesson;
  bool yes = false;  // do not ask
};
int reset_command(const Context& context, const ResetOptions& options);

struct UpdateOptions {
  std::string archive;   // of a release
  std::string from;      // a folder, a URL or an archive; both empty: where the clone came from
  bool dry_run = false;  // say what would happen
  bool replace = false;  // also the files outside lessons/ that the learner changed
  bool recover = false;  // only undo an update that was interrupted
};
int update_command(const Context& context, const UpdateOptions& options);

struct MinutesOptions {
  std::string part;  // the beginning of a part's name; empty: all
  std::string from;  // "09:00": by the clock, with breaks
};
int minutes_command(const Context& context, const MinutesOptions& options);

// An archive for a workshop without a network.
int bundle_command(const Context& context, const std::string& file);

struct VerifyOptions {
  std::vector<std::string> lessons;  // empty: all, and the tools' own tests
  std::string only;                  // one kind of job; empty: all
  std::string junit;                 // a file to write; empty: none
  int repeat = 0;                    // how often to run each solution; 0: as usual
  int jobs = 0;                      // how many beside each other; 0: one per core
  bool stress = false;
  bool pristine = false;  // the learner's folders must be untouched
  bool matrix = false;    // every wrong answer through every test, instead of all else
  double most_units = 0;  // what a lesson may cost; 0: no bound
};
int verify_command(const Context& context, const VerifyOptions& options);

int doctor_command(const Context& context);
int new_command(const Context& context, const std::string& key);

struct BenchLoopOptions {
  std::vector<std::string> lessons;  // empty: all
  int edits = 10;
};
int bench_loop_command(const Context& context, const BenchLoopOptions& options);

}  // namespace threadlings::runner
