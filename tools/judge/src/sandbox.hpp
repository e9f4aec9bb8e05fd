// Runs one program, watches it, and ends everything it has started.
//
// Thread safety:  one program at a time in a judge.
// Errors:         throws EnvironmentError if not even the warden can be started.
//
// Whether a program hangs is decided by what it does, not by the clock alone, so that a busy
// machine fails nobody: it hangs if all of its threads have been asleep for three seconds, or if it
// has used ten seconds of processor time in one test, or a minute in all. Only after two minutes
// does the clock decide, and then the honest answer is that nobody can tell.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace threadlings {

enum class Ending {
  exited,
  signalled,
  asleep,            // every thread slept for seconds
  busy,              // all of its processor time is used
  too_slow_to_tell,  // two minutes, neither asleep nor busy: the machine is overloaded
  too_much_memory,
  too_many_processes,
  endless_orphans,  // each starts the next one and ends
  too_much_output,
  lost,         // the warden was killed: by the program, or from outside
  interrupted,  // the judge was told to stop
};

struct RunRequest {
  std::vector<std::string> argv;
  std::vector<std::string> environment;  // "NAME=VALUE"
  std::filesystem::path scratch;         // the program's working folder
  std::filesystem::path read_only;       // the project's folder
  std::vector<int> processors;           // to run on; empty for all
  std::string nonce;  // given to the program through a pipe: {NONCE} in argv is its descriptor
  double cpu_limit_seconds = 10;  // of one test, its children's included
  double patience_seconds = 3;    // with a program that sleeps
};

struct RunResult {
  Ending ending = Ending::lost;
  int code = 0;        // exit status or signal
  std::string output;  // standard output and error: the beginning and the end of it
  std::string events;  // what came through the harness's channel: {EVENTS} in argv
  std::vector<std::string> leftover_processes;
  std::vector<std::string> leftover_shared;  // see shared_objects.hpp
  bool namespaces = false;
  double seconds = 0;
  double cpu_limit_seconds = 0;  // the one that was reached, if one was
  double patience_seconds = 0;   // as the request had it
  std::string trouble;           // why the warden could not do its work; empty if it could
};

RunResult run_contained(const RunRequest& request);

// A folder of its own below the system's temporary folder; removed with all that is in it.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace threadlings
