// One child process, from start to end, with what it printed.
//
// Purpose:        the only place where the runner starts programs.
// Thread safety:  `run_process` may be called from many threads at once.
// Guarantees:     the child leads a session of its own, so a Ctrl-C at the terminal reaches the
//                 runner only; the runner then sends the child's group SIGTERM, waits a few
//                 seconds for it to clean up, and kills it if it did not. If the runner itself is
//                 killed, the child gets SIGTERM from the kernel. No child is left unreaped.
// Errors:         throws `Interrupted` and `Cancelled`; everything else is in the result.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace threadlings::runner {

struct Command {
  std::vector<std::string> argv;         // argv[0] is looked up in PATH if it has no slash
  std::filesystem::path folder;          // where it runs; here if empty
  std::vector<std::string> environment;  // "NAME=value", on top of the runner's own
  std::chrono::milliseconds deadline = std::chrono::minutes(15);
  std::chrono::milliseconds grace = std::chrono::seconds(5);  // between SIGTERM and SIGKILL
  std::size_t output_limit = std::size_t{16} << 20;           // of each stream; the rest is dropped
  std::optional<int> cpu;                                     // pin the child to this one
  int cancel = -1;  // once this descriptor is readable, the child is ended and `Cancelled` thrown
};

// Nobody wants the result any more; the program goes on.
struct Cancelled {};

struct Ended {
  enum class How { exited, signalled, deadline, not_started };
  How how = How::not_started;
  int code = 0;     // exit status, signal number, or errno of the failed start
  std::string out;  // standard output
  std::string err;  // standard error
  double seconds = 0;
  // Processor time of the child and of all below it that were waited for by their parents, in user
  // and kernel mode; see wait4(2).
  double cpu_seconds = 0;

  bool ok() const { return how == How::exited && code == 0; }
};

Ended run_process(const Command& command);

// "ended with status 3", "was killed by signal 11 (Segmentation fault)", ...
std::string describe(const Ended& ended);

// argv as one line that can be pasted into a shell.
std::string shell_line(const std::vector<std::string>& argv);

// The processors that this process may use. Never empty.
std::vector<int> allowed_cpus();

}  // namespace threadlings::runner
