// A process or thread as the tracer has it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "../trace/proc.hpp"
#include "record.hpp"

namespace threadlings::faulting {

struct Tracee {
  // ready: stopped, and could go on. asleep: waits inside of a call. halted: by SIGSTOP or its
  // like.
  enum State { ready, running, asleep, halted, gone };
  // Where it stopped.
  enum At { beginning, entry, exit, signal, event };

  pid_t tid = 0, process = 0;
  std::size_t actor = 0;
  State state = running;
  At at = beginning;
  int pending_signal = 0;
  std::size_t call = kNone;         // that it is in
  bool held = false;                // it is being delayed
  bool was_late = false;            // its end has been delayed once
  std::size_t interrupted = kNone;  // a call that may be made again
  bool after_exec = false;
  bool in_scenario = true;
  std::uint64_t wakes_at = 0;     // in the time of the run; 0 if it does not wait for that
  bool drowsy = false;            // it has slept enough, but others are to get up before
  int handles = 0;                // a signal that came in the middle of a function of the C library
  std::size_t handler_begin = 0;  // calls that there were then
  std::string buffered;           // what streams held then
  bool vforked = false;           // waits for a child that has its memory
  bool shares_memory = false;     // it is such a child
  bool skipped = false;           // the call is not made, and has this result
  std::int64_t result = 0;
  int changed = -1;  // an argument, to be put back
  std::vector<std::pair<std::uint64_t, std::uint64_t>>
      patched;  // its memory: where, what was there
  unsigned children = 0, threads = 0, calls = 0;
  unsigned in_a_row = 0;
  std::uint64_t ticks = 0;  // of processor time, when it went on
  StateFile file;

  bool can_go_on() const { return state == ready && !held && !drowsy; }
};

// What threads of a process share.
struct Shared {
  std::map<int, bool> handlers;  // signal → restarts calls
  bool no_restart() const {
    for (auto [signal, restarts] : handlers)
      if (!restarts) return true;
    return false;
  }
};

}  // namespace threadlings::faulting
