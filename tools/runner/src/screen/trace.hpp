// A failing run, as trace.json tells it: of the interleaving explorer (threads) or of the fault
// explorer (processes).
//
// Purpose:        what the step-through knows; the formats are in tools/explore/README.md and
//                 tools/faults/README.md.
// Thread safety:  a value.
// Errors:         a text that is no such JSON gives an empty trace.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace threadlings::runner {

struct Effect {
  std::size_t object = 0;  // in Trace::objects
  std::string does;        // "lock", "write", "waits (unlocks)" ...
  std::string value;       // the object's, afterwards; empty if it has none
};

struct TraceStep {
  std::size_t actor = 0;  // in Trace::actors
  std::string what;       // "0 → 1", "read(3, 65536) = 4"
  std::string file;
  int line = 0;
  std::string source;
  std::string note;
  bool culprit = false;   // one of the steps that the verdict speaks of
  bool preempts = false;  // who ran before could have gone on
  bool injected = false;  // what went wrong here was the explorer's doing
  std::vector<Effect> effects;
};

struct TraceWait {  // who waits when the run has ended
  std::size_t actor = 0;
  std::string what;  // "the lock"
  std::string held_by;
};

struct Trace {
  std::string verdict;
  std::string message;
  std::vector<std::string> actors;  // threads or processes, in the order of their columns
  std::vector<std::string> objects;
  std::vector<TraceStep> steps;
  std::vector<TraceWait> waits;
};

Trace read_trace(std::string_view json);

}  // namespace threadlings::runner
