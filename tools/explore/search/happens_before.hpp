// The order that a run's steps must keep: program order, and between steps that depend on each
// other. Two runs with the same order are the same run in another guise (Mazurkiewicz).
#pragma once

#include <cstdint>
#include <vector>

#include "../memory/vector_clock.hpp"
#include "search.hpp"

namespace threadlings::explorer {

class HappensBefore {
 public:
  void start(const RunLog& log);

  // Goes on to the next step. For each earlier step that it is in a reversible race with, calls
  // race(earlier, later); those it depends on, but which cannot come after it, are no races.
  template <class F>
  void advance(std::uint32_t i, bool want_races, F&& race);
  void edge(const Step& step);

  // Does step a come before step b in every equivalent run? Both have been passed.
  bool before(std::uint32_t a, std::uint32_t b) const {
    return index_[a] <= clocks_[b][steps_[a].thread];
  }

 private:
  struct Object {
    std::uint32_t run;
    std::uintptr_t key;
    int write, taken;                           // last step that wrote it; last that took it alone
    std::uint64_t readers, sharers;             // threads that read / took it shared since
    int read[kMaxThreads], share[kMaxThreads];  // and where they did last
  };

  Object& object(std::uintptr_t key);
  void join(const Step& step);
  void update(const Step& step, int i);

  const Step* steps_ = nullptr;
  std::uint32_t run_ = 0;
  std::vector<VectorClock> clocks_;   // of each step
  std::vector<std::uint32_t> index_;  // of each step within its thread
  std::vector<int> previous_write_;   // of the step's first object
  std::vector<Object> objects_;
  VectorClock threads_[kMaxThreads];
  VectorClock before_;
};

template <class F>
void HappensBefore::advance(std::uint32_t i, bool want_races, F&& race) {
  const Step& step = steps_[i];
  VectorClock& clock = threads_[step.thread];
  if (want_races) before_.assign(clock);
  join(step);
  const std::uint32_t number = clock[step.thread] + 1;
  clock.set(step.thread, number);
  clocks_[i].assign(clock);
  index_[i] = number;
  if (want_races) {
    auto consider = [&](int earlier) {
      if (earlier < 0) return false;
      auto e = static_cast<std::uint32_t>(earlier);
      if (steps_[e].thread == step.thread || index_[e] <= before_[steps_[e].thread]) return false;
      race(e, i);
      return true;
    };
    for (const Touch& touch : step.touch) {
      if (!touch.object) continue;
      Object& o = object(touch.object);
      if (takes(step.op)) {
        // It waits for whoever has it; the race is with the one that took it.
        bool any = false;
        if (touch.write)
          for (std::uint64_t s = o.sharers; s; s &= s - 1) any |= consider(o.share[lowest(s)]);
        if (!any) consider(o.taken);
      } else if (step.op == Op::acquire) {
        // Tokens may have been there already or not: every earlier use may matter.
        for (int e = o.write; e >= 0 && consider(e);)
          e = previous_write_[static_cast<std::size_t>(e)];
      } else {
        bool any = false;
        if (touch.write)
          for (std::uint64_t r = o.readers; r; r &= r - 1) any |= consider(o.read[lowest(r)]);
        if (!any) consider(o.write);
      }
    }
  }
  update(step, static_cast<int>(i));
}

}  // namespace threadlings::explorer
