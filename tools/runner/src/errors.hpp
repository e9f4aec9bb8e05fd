// The two ways in which the runner gives up.
//
// Both carry one line for the learner: what failed, where, and what to type next.
#pragma once

#include <stdexcept>

namespace threadlings::runner {

// The command line asks for something that there is not. Exit status 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The command is right, but something around it is broken. Exit status 1.
struct RunnerError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace threadlings::runner
