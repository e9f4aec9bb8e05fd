// Weak memory: the execution graph of a run, as RC11 has it (Lahav, Vafeiadis, Kang, Hur and
// Dreyer, "Repairing sequential consistency in C/C++11", PLDI 2017), built while the run goes on.
//
// Threads run in program order, and each operation is added to the graph when it is executed:
// - a load may read any store that no newer one hides from it: of those that happen before it, and
//   of those that it or its past has read or written, the latest, or anything after that in the
//   location's modification order;
// - a store goes to any place in modification order after those, but never between a
//   read-modify-write and the store that it has read;
// - a read-modify-write follows directly after the store that it reads.
// Every graph that RC11 allows is built by some order of the threads and some of these choices, and
// all that are built obey RC11 except for its axiom on seq_cst operations, which is checked after
// each choice that could break it (sequentially_consistent()).
//
// Who has seen what (happens-before) comes from outside, as vector clocks.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "vector_clock.hpp"

namespace threadlings::explorer::rc11 {

using Value = unsigned __int128;
inline constexpr std::uint32_t kNone = ~0u;

struct Store {
  Value value;
  std::uint32_t access;  // that made it; kNone: it was there before
  std::uint32_t number;  // how many stores the location had before it was made
  std::uint32_t step;    // of the run, or kNone
  std::uint32_t event;   // of the trace, or kNone
  bool taken;            // a read-modify-write has read it, and follows it directly
  VectorClock release;   // what an acquiring load of it will have seen
};

// An atomic operation, or a seq_cst fence; or (with neither) a mark where its thread synchronised
// by other means.
struct Access {
  std::uint8_t thread;
  bool seq_cst, fence;
  std::uint32_t number;    // within its thread
  std::uint32_t location;  // kNone: a fence or a mark
  std::uint32_t source;    // the store that it has read, or kNone
  std::uint32_t store;     // the store that it has made, or kNone
  std::uint32_t epoch;     // its thread's own clock at that time
  VectorClock clock;       // what happens before it
};

struct Location {
  std::uint32_t run;
  std::uintptr_t address;
  unsigned size;
  std::vector<std::uint32_t> order;  // its stores, in modification order
  std::vector<std::uint32_t> accesses[kMaxThreads];
};

struct Operation {
  unsigned thread;
  bool seq_cst;
  std::uint32_t location;
  std::uint32_t source = kNone;  // the store that it has read
  std::uint32_t after = kNone;   // it stores directly after this one
  Value value = 0;
};

class Graph {
 public:
  void start_exploration();
  void start_run();

  // The location at this address; `now` is what memory holds, which is the newest store unless
  // the location has been written by other means meanwhile.
  std::uint32_t location(std::uintptr_t address, unsigned size, Value now);
  // The same, without making one: kNone if nobody has used it in this run.
  std::uint32_t find(std::uintptr_t address) const;

  // Its stores in modification order, and the first place there that is not hidden from a thread
  // with this clock.
  const std::vector<std::uint32_t>& order(std::uint32_t location) const {
    return locations_[location].order;
  }
  std::size_t oldest(std::uint32_t location, const VectorClock& clock) const;
  Store& store(std::uint32_t number) { return stores_[number]; }
  const Store& store(std::uint32_t number) const { return stores_[number]; }

  // An operation is added in three steps, with its thread's clock before it, when it has acquired
  // what it reads, and when it is over. add() returns its store, or kNone.
  void before(unsigned thread, const VectorClock& clock);
  std::uint32_t add(const Operation& operation, const VectorClock& clock);
  void add_fence(unsigned thread, const VectorClock& clock);
  void after(unsigned thread, const VectorClock& clock) { after_[thread].assign(clock); }

  // RC11's axiom: the partial order of seq_cst operations has no cycle.
  bool sequentially_consistent() const;

  const std::vector<Access>& accesses() const { return accesses_; }
  unsigned threads() const { return threads_; }
  const VectorClock& clock_after(unsigned thread) const { return after_[thread]; }
  const std::vector<Location>& locations() const { return locations_; }
  bool is_current(const Location& location) const { return location.run == run_; }

 private:
  Access& append(unsigned thread, const VectorClock& clock);
  std::uint32_t new_store(Value value, std::uint32_t location, std::uint32_t access);

  std::uint32_t run_ = 0;
  std::vector<Location> locations_;
  std::unordered_map<std::uintptr_t, std::uint32_t> by_address_;
  std::vector<Store> stores_;
  std::vector<Access> accesses_;
  std::uint32_t count_[kMaxThreads] = {};  // of accesses, by each thread
  VectorClock after_[kMaxThreads];         // each thread's clock after its last access
  unsigned threads_ = 0;  // that have accesses, or a lower number than one that has
  unsigned seq_cst_count_ = 0;
};

}  // namespace threadlings::explorer::rc11
