// A strategy decides which thread runs next. The runtime asks at every visible step.
#pragma once

#include <cstdint>

#include "../runtime/action.hpp"

namespace threadlings::explorer {

// The choice at one visible step.
struct Menu {
  std::uint64_t enabled;                     // threads that could run, one bit each
  unsigned current;                          // who ran last
  unsigned count;                            // threads created so far
  const Action* (*action)(unsigned thread);  // what each of them would do
  const Step* last;                          // what was done before, or null
};

inline constexpr unsigned kPrune = ~0u;     // no thread: this run would repeat an earlier one
inline constexpr unsigned kDiverged = ~1u;  // what was possible here in an earlier run is not now

// What happened in a run, for strategies that learn from it.
struct RunLog {
  const Step* steps;
  std::uint32_t count;
  bool complete;  // false: pruned or failed
  unsigned threads;
};

class Search {
 public:
  virtual ~Search() = default;
  virtual bool start() = 0;                       // another run? false: nothing is left
  virtual unsigned pick(const Menu& menu) = 0;    // the thread to run, kPrune or kDiverged
  virtual unsigned choose(unsigned options) = 0;  // other choices: who is notified, does it fail
  virtual void finished(const RunLog& log) = 0;
  virtual bool exhausted() const { return false; }  // after start() said no: was it everything?
  virtual double fraction() const { return 0; }     // a guess at how much of everything is done
  virtual std::uint32_t node() const { return 0; }  // names the choice that was just made
  // With weak memory: the load that was just picked is to read stores with at least this number.
  virtual std::uint32_t floor() const { return 0; }
};

// The thread that runs on when nothing speaks for another one: the current one, unless it gives
// way.
unsigned preferred(const Menu& menu, std::uint64_t among);

inline unsigned lowest(std::uint64_t set) {
  return static_cast<unsigned>(__builtin_ctzll(set));
}
inline std::uint64_t bit(unsigned thread) {
  return std::uint64_t{1} << thread;
}
inline bool has(std::uint64_t set, unsigned thread) {
  return set >> thread & 1;
}

}  // namespace threadlings::explorer
