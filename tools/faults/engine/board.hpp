// Memory that all processes of a run share with the tracer. They write to it without a system call.
#pragma once

#include <atomic>

namespace threadlings::faulting {

struct Board {
  std::atomic<int> go;          // futex: the tracer has the subject
  std::atomic<bool> by_line;    // stdout is buffered by line, as on a terminal
  std::atomic<bool> failed;     // an expectation did not hold
  std::atomic<bool> gave_up;    // gave_up() was called
  std::atomic<bool> threw;      // an exception left the scenario
  std::atomic<bool> no_filter;  // seccomp refused
  char message[4000];           // of the expectation
  char file[500];
  int line;
  char reason[1000];  // for giving up; what() of the exception
};

Board& board();  // made on first use, inherited by all

}  // namespace threadlings::faulting
