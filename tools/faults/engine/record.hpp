// What was seen in one run.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "../trace/proc.hpp"

namespace threadlings::faulting {

inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// A process, or a thread of one.
struct Actor {
  std::string name;  // "0", "1.2", "1.2t1"
  pid_t process = 0, task = 0;
  std::size_t parent = kNone;
  bool is_thread = false;
  bool ended = false;
  int status = 0;          // as waitpid gives it
  bool asked_for = false;  // a signal that ended it was sent by one of them, or by the explorer
  bool hardware = false;   // the signal came from what it did: SIGSEGV, SIGFPE …
};

struct Call {
  std::size_t actor = 0;
  unsigned index = 0;  // its actor's how many-th, from 1; 0 if it is none of the counted
  long number = 0;
  std::uint64_t argument[6] = {};
  std::uint64_t flags = 0;        // of clone and clone3
  std::uint64_t first_piece = 0;  // of readv and its like: how long
  std::uint64_t place = 0;        // of the instruction
  std::uint64_t stack_pointer = 0;
  std::int64_t result = 0;
  bool returned = false, slept = false;
  bool fault = false;          // this is where the run's fault was
  bool others_ready = false;   // somebody else could have gone on
  bool after_exec = false;     // of a program that exec has started
  bool no_signals = false;     // all of them are blocked: nothing can interrupt it
  bool no_restart = false;     // the process has a handler without SA_RESTART
  bool catches_child = false;  // the process has a handler for SIGCHLD
  Descriptor descriptor;       // the first argument, where it is one (only in runs without a fault)
  std::string text;            // a path, or what is written
  std::vector<std::uint64_t> stack;  // return addresses, innermost first
  std::uint64_t caller = 0;          // the return address into whoever asked for the call
  int made[2] = {-1, -1};            // descriptors
};

struct Event {
  enum Kind { call, signal, ended, woken, note } kind = call;
  std::size_t actor = 0;
  std::size_t call_index = kNone;
  int value = 0;  // a signal's number, or a status
  std::string text;
};

enum class Ending {
  finished,  // the scenario came to its end
  exited,    // its process ended before
  deadlock,
  hang,
  came_back,
  killed_all,  // kill(-1, …)
  refused      // ptrace or seccomp are forbidden
};

struct Leak {
  enum Kind { zombie, process, orphan, descriptor } kind = zombie;
  std::size_t actor = kNone;
  int number = -1;
  Descriptor opened;
  std::size_t made_by = kNone;  // a call
};

// What a stream had in its buffer when a process was forked: both have it now.
struct Pending {
  std::size_t parent = kNone, child = kNone;  // actors
  std::size_t fork = kNone;                   // a call
  std::uint64_t buffer = 0;
  std::string text;
};

// Who is asleep where, when nobody can go on.
struct Waiting {
  std::size_t actor = 0;
  std::size_t call_index = kNone;
  std::map<int, Descriptor> descriptors;
  struct Polled {
    int number;
    bool reads, writes;
  };
  std::vector<Polled> polled;  // by poll; or the one that it reads or writes
};

struct Record {
  std::vector<Actor> actors;
  std::vector<Call> calls;
  std::vector<Event> events;
  Ending ending = Ending::finished;
  std::size_t ended_by = kNone;  // an actor: who came back, crashed the scenario, …
  std::string note;
  bool reached = false;     // the fault was injected
  bool other_call = false;  // where it should have been, there was another call
  std::vector<Leak> leaks;
  std::vector<Leak> left_open;  // by a whole program: no fault
  std::vector<Pending> pending;
  std::vector<Waiting> waiting;
  std::string output, errors;  // with names in the place of process numbers
  // As the board had them.
  bool failed = false, gave_up = false, threw = false;
  std::string message, file, reason;
  int line = 0;
  std::uint64_t stops = 0;
  double waited = 0;  // seconds, for time to pass
  // A handler of this signal has called stdio in the middle of stdio.
  int unsafe_signal = 0;
  std::size_t unsafe_actor = kNone;
};

}  // namespace threadlings::faulting
