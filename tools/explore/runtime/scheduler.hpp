// Runs one interleaving: asks the search at each visible step and switches fibers.
#pragma once

#include <string>
#include <vector>

#include "runtime.hpp"

namespace threadlings::explorer {

// Announces what the running thread will do next. Returns when it is to do it. Call it Inside.
void visible(const Action& action);

// The step that is being executed, to correct what it touches once that is known.
Step& this_step();

// Notes that what the running thread does from now on comes after a step of another one.
void note_edge(Op op, std::uint32_t other);

// Ends the run with a failure. Nothing of the run is unwound: its memory is simply forgotten.
[[noreturn]] void fail(Verdict verdict, std::string message);

unsigned spawn(void* (*entry)(void*), void* argument);
[[noreturn]] void finish_thread();
[[noreturn]] void leave();  // the running thread is no more

// A decision that is not about threads: one of `options` possibilities.
unsigned choose(unsigned options);

// The same, where the search may only take some of them.
unsigned choose_among(unsigned options, const std::vector<unsigned>& allowed);

// Ends the run: it cannot become one that may happen, or repeats another.
[[noreturn]] void give_up_run();

// One run of rt.scenario under rt.search.
Runtime::End run_once();

// Happens-before: what this thread did is seen by whoever acquires `clock`, and back.
void release_to(VectorClock& clock);
void acquire_from(const VectorClock& clock);

// The modelled primitive at this address.
Sync& sync_at(const void* address);
std::uint32_t index_of(const Sync& sync);
std::uint32_t new_sync(std::uintptr_t address);  // the index of one that sync_at() does not know
void forget_sync(const void* address);           // it is initialised or destroyed

// This memory is freed: fails if a primitive in it is locked, or somebody waits for it. (The
// destructor of std::mutex does nothing, so that nobody else would notice.)
void check_primitives_within(std::uintptr_t address, std::size_t size);

// The end of a primitive is a step: others may come before or after it.
void announce_end(const void* primitive);
void end_primitive(const void* primitive);  // whoever uses it now misuses it
inline void check_not_ended(const Sync& sync, const char* message) {
  if (sync.destroyed) fail(Verdict::misuse, message);
}

// Does a thread wait for this primitive?
bool has_waiters(const Sync& sync);

// Blocks the running thread in the queue of `sync` until wake() or its deadline; false: neither
// somebody woke it nor is it still in the queue (time-out, spurious wake-up). `action.ready` says
// whether it may go on without being woken.
bool wait_in(Sync& sync, Action action);
void wake(unsigned thread, Sync& sync);
void wake_all(Sync& sync);
unsigned wake_one(Sync& sync);  // of those who wait, any: a choice. Says which

// The virtual clock as an object that steps depend on.
inline constexpr std::uintptr_t kClock = 1;
void advance_to(std::int64_t time);
void note_clock();  // the order of sleeps is of interest from now on
inline bool may_time_out(const Thread& thread) {
  rt.used_budget = true;
  return thread.signalled || thread.timeouts_left > 0 || thread.timed_out;
}
inline bool was_woken(const Thread& thread) {
  return thread.signalled || thread.timed_out;
}
// The running thread goes on because of its deadline.
void take_time_out(std::int64_t deadline);
inline Sync& sync_of(const Thread& thread) {
  return rt.syncs[thread.pending.sync];
}

inline Touch reads(const void* p) {
  return {reinterpret_cast<std::uintptr_t>(p), false};
}
inline Touch writes(const void* p) {
  return {reinterpret_cast<std::uintptr_t>(p), true};
}

}  // namespace threadlings::explorer
