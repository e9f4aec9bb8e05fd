// What /proc says about a process and all that it has started.
//
// Purpose:        lets the judge see, from outside, whether a program still does anything.
// Thread safety:  plain functions.
// Errors:         a process that ends while one looks at it is left out.
// Source:         proc(5).
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace threadlings {

struct ThreadState {
  pid_t id = 0;
  char state = '?';  // R running, D waiting for a disk, S sleeping, T stopped, Z ended, ...
};

struct ProcessState {
  pid_t id = 0;
  pid_t parent = 0;
  pid_t group = 0;
  std::string name;
  char state = '?';
  double cpu_seconds = 0;            // its own and that of the children it has waited for
  std::size_t memory_bytes = 0;      // resident
  std::vector<ThreadState> threads;  // empty unless asked for
};

// All processes below `ancestor` (without itself), parents before children.
std::vector<ProcessState> descendants_of(pid_t ancestor);

// Processor time of one process and of the children it has waited for; 0 if it is gone.
double cpu_seconds_of(pid_t process);

// Ends all processes below `ancestor`, however fast they start others. Those that have become
// children of the caller are waited for.
void end_descendants(pid_t ancestor);

void read_threads(ProcessState& process);

// Whether `process` has a handler for the signal: to send it to one that has none would kill it.
bool handles_signal(pid_t process, int signal);

}  // namespace threadlings
