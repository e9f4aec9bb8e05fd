// Programs that are given a text and give one back. You need not edit this.
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <vector>

// The path of a program, and its arguments: {"/usr/bin/tr", "a-z", "A-Z"}.
using Command = std::vector<std::string>;

struct Finished {
  std::string output;  // all that the program wrote to its standard output
  int code = 0;        // its exit code; or, if a signal ended it, minus the signal's number
};

// The program could not be started. code() is the error of the call that failed: ENOENT, EACCES ...
struct CannotStart : std::system_error {
  using std::system_error::system_error;
};

// Runs a program in a child process, with `input` as its standard input, and waits for its end.
//
// Returns:      what it wrote to its standard output, byte for byte, and how it ended.
// Its world:    its standard error, its environment and its handling of signals are the caller's.
//               It inherits no other descriptor of this function.
// Errors:       throws CannotStart if there is no such program or it cannot be started. A program
//               that does not read its input is no error, and neither is one that ends with 127.
//               Any other exception if there can be no pipe, no child or no memory.
// Signals:      may interrupt any call that waits. That changes nothing. SIGPIPE does not end the
//               caller; its handling is the same afterwards.
// Thread safety: any number of calls at the same time. None waits for another.
// Leaves behind nothing, not after an error either: no process, no zombie, no open descriptor.
Finished run_program(const Command& command, std::string_view input);
