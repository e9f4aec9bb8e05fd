// The state of the run that is going on, shared by everything in runtime/.
//
// One OS thread executes everything. `rt.learner` says whose turn it is: true while the code under
// test runs, false inside the explorer. Hooks and interposed functions that find it false pass the
// call on to the C library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "../include/threadlings/explore.hpp"
#include "../memory/vector_clock.hpp"
#include "../search/search.hpp"
#include "action.hpp"
#include "fiber.hpp"

// All writable data of the explorer lies in a section of its own, so that the globals of the
// program can be put back between runs without touching it. (Trap: hooks run before static
// constructors, so all of it must be constant-initialised.)
#define STATE __attribute__((section("threadlings_state")))

namespace threadlings::explorer {

using threadlings::Verdict;

// A primitive, as modelled. Which fields mean something depends on what it is.
struct Sync {
  std::uintptr_t address;
  std::uint64_t readers;  // threads that hold it shared
  std::uint64_t waiters;  // threads in its queue
  std::int64_t count;     // semaphore: tokens; recursive or announced lock: depth; barrier: arrived
  std::int64_t limit;     // barrier: how many must arrive; announced lock: its readers' history
  std::int16_t owner;     // thread that holds it, or -1
  std::uint8_t state;     // once: 0 not run, 1 running, 2 done
  bool destroyed;         // and not initialised since
  std::uint32_t taken;    // where in the trace it was last taken
  std::uint32_t changes;  // how often its owner changed something while it had it
  std::uint32_t before;   // what its owner had changed when it took it
  VectorClock clock;      // what whoever takes it next will have seen
};

inline constexpr unsigned kMaxFrames = 512;
inline constexpr unsigned kMaxKeys = 256;

struct Thread {
  enum State : std::uint8_t { unused, alive, done };

  Context context;
  State state;
  bool detached, joined, signalled, timed_out;
  std::uint8_t creator;
  Action pending;
  VectorClock clock;          // happens-before, for races
  VectorClock fence_acquire;  // what relaxed loads have seen, for a later acquire fence
  VectorClock fence_release;  // clock at the last release fence
  void* (*entry)(void*);
  void* argument;
  void* result;
  char* stack_low;
  char* stack_high;
  int spurious_left, weak_left, timeouts_left;
  std::uint32_t waker;         // the step that ended its wait
  std::uint32_t quiet;         // frame depth at which the atomic-wait machinery was entered, + 1
  std::uintptr_t wait_object;  // what that machinery looked at first
  std::uintptr_t wait_queue;
  std::uintptr_t wait_started;         // what it then waited for
  struct WaitFunction* wait_function;  // the machinery's function that it is in
  std::uint32_t ignores;               // annotations that say: what it does now races with nothing
  std::uint32_t plain_run;             // plain accesses since the last visible step
  std::uint32_t clock_reads;
  const char* caller_stack;    // its stack above the hook that it called last
  std::uint32_t effects;       // things done that going round a loop cannot take back
  std::uint32_t changes;       // of atomics
  std::uint32_t failed_tries;  // of try_lock, since the mutex was got
  std::uint32_t failed_sync;   // that mutex
  bool attempts;               // after such failures, and has something already
  std::uint32_t depth;         // of the call stack
  const void* frames[kMaxFrames];
  void* specific[kMaxKeys];
  struct AtExit* at_exit;  // destructors of thread_locals
};

struct Failure {
  Verdict verdict;
  std::string message;
  std::string file;  // of a failed expectation
  int line;
  int other_thread;  // race: who made the earlier access, else -1
  std::uintptr_t address;
  std::uint32_t size;
  bool other_writes;
};

// Watches a run that is replayed for a report; null while searching.
class Observer;

struct CodeRange {
  std::uintptr_t low, high;
};
inline constexpr unsigned kMaxPointerUnlocks = 16;

struct Runtime {
  bool learner;
  bool tracing;
  bool weak;            // Options::memory is rc11
  bool only_newest;     // of it, only what sequential consistency has
  bool races;           // detect them; else plain accesses to shared words are steps
  bool failed;          // fail at the next hook (set inside of GoogleTest)
  bool stack_grew;      // see spin.cpp: the run must not be relied on
  bool clock_matters;   // the program looks at the clock, or waits with time-outs
  bool slept;           // and before that was known it had slept
  bool new_racy;        // a word turned out to be racy: earlier runs missed steps
  bool whole_program;   // the scenario is a main function with all that comes before and after it
  bool exiting;         // the program is on its way out
  std::uint32_t ended;  // it has ended, in this step; threads may be left
  bool cut_off;         // some run left threads that did not end
  bool all_leaks;       // else leaks of a whole program count only if they depend on the run:
  bool forgive_leaks;   // memory that even the first run leaves behind is no failure
  bool leaks_always;    // and so it was
  bool no_run_ended;    // in this exploration, yet
  std::uint32_t run;    // counts up for ever; stale shadow state has another number
  std::uint32_t exploration;
  unsigned current, count, live;
  Thread* running;  // threads[current]
  std::uint32_t step_count, max_steps;
  std::int64_t now;  // virtual clock, nanoseconds
  Search* search;
  Step* steps;
  Step* last;               // the step that is being executed
  std::uint8_t* decisions;  // where there was a choice: what was chosen
  std::uint32_t decision_count;
  std::uint8_t choices[4096];  // those of them that are not about threads
  std::uint32_t choice_count;
  std::uint32_t preemptions;
  std::uint32_t surprises;  // spurious wake-ups, weak failures and early time-outs
  bool no_surprises;        // there are none
  std::uint32_t unparked;
  std::uint32_t in_a_row;  // steps of the same thread
  std::uint32_t sync_count;
  Sync* syncs;
  Context home;  // where the explorer waits for the end of the run
  Failure* failure;
  Observer* observer;
  const Options* options;
  const std::function<void()>* scenario;
  bool limited_retries;  // some thread had to wait with its next attempt
  bool limited_spins;    // some thread had to wait although going round again might have helped
  bool used_budget;      // some run had a spurious wake-up or the like to choose
  unsigned run_outcomes;
  std::string* outcome;  // what the run observed
  enum End : std::uint8_t { complete, pruned, failure_found } end;
  std::uintptr_t program_low, program_high, library_low, library_high;  // code that is modelled
  CodeRange pointer_unlock[kMaxPointerUnlocks];  // atomic<shared_ptr> giving back its lock
  unsigned pointer_unlocks;
  std::uintptr_t pool_low, pool_high;  // libstdc++'s table of atomic waiters
  Thread threads[kMaxThreads];

  Thread& self() { return *running; }
};

extern Runtime rt;

// Marks code of the explorer that runs on a learner's fiber.
struct Inside {
  Inside() { rt.learner = false; }
  ~Inside() { rt.learner = true; }
  Inside(const Inside&) = delete;
};

// Is this call one to model? Only the program and libstdc++ on its behalf; never the C library or
// the unwinder, which hold locks of their own that a switch must not interrupt.
inline bool modelled(const void* return_address) {
  if (!rt.learner) return false;
  auto pc = reinterpret_cast<std::uintptr_t>(return_address);
  return pc - rt.program_low < rt.program_high - rt.program_low ||
         pc - rt.library_low < rt.library_high - rt.library_low;
}
// In a hook or an interposed function: where it was called, for those who look at the stack there.
inline const void* note_caller(const void* return_address, const void* stack) {
  if (rt.running) rt.running->caller_stack = static_cast<const char*>(stack);
  return return_address;
}
#define CALLER note_caller(__builtin_return_address(0), __builtin_dwarf_cfa())
#define MODELLED modelled(__builtin_return_address(0))

[[noreturn]] void die(const char* message);
void* real_function(const char* name);
#define REAL(name)                                                               \
  ([] {                                                                          \
    STATE static decltype(&::name) real = nullptr;                               \
    if (!real) real = reinterpret_cast<decltype(&::name)>(real_function(#name)); \
    return real;                                                                 \
  }())

void* reserve(std::uintptr_t where, std::size_t size);  // zeroed pages; 0: anywhere

}  // namespace threadlings::explorer
