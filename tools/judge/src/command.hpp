// Runs a trusted tool (ninja, nm, addr2line) and collects what it prints.
//
// Thread safety:  not safe: one command at a time in the judge.
// Errors:         a tool that cannot be started has `status` 127 and says so in `output`.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace threadlings {

struct CommandResult {
  int status = 0;          // exit status; 128 + signal if it was killed
  bool timed_out = false;  // it was ended, with all its children, at the deadline
  std::string output;      // standard output and standard error
};

CommandResult run_command(const std::vector<std::string>& argv, const std::string& directory,
                          std::chrono::seconds deadline);

}  // namespace threadlings
