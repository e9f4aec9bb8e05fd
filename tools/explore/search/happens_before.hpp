// The order that a run's steps must keep: program order, and between steps that depend on each
// other. Two runs with the same order are the same run in another guise (Mazurkiewicz).
//
// The next run of a depth-first search repeats most of the last one, so what is known about the
// common beginning is kept, and the rest is taken back step by step.
#pragma once

#include <cstdint>
#include <vector>

#include "../memory/vector_clock.hpp"
#include "search.hpp"

namespace threadlings::explorer {

class HappensBefore {
 public:
  HappensBefore();

  // A new run, of which the first `common` entries of the log are those of the last run.
  void start(const RunLog& log, std::uint32_t common);

  // Go on to the next entry of the log, a step or an edge. For each earlier step that the step is
  // in a reversible race with, advance() calls race(earlier, later); those it depends on, but which
  // cannot come after it, are no races.
  template <class F>
  void advance(std::uint32_t i, F&& race);
  void edge(std::uint32_t i);

  // Does step a come before whatever this thread does next? And what has a step seen?
  bool seen_by(unsigned thread, std::uint32_t a) const {
    return entries_[a].number <= clock_of(thread)[steps_[a].thread];
  }
  const VectorClock& clock_at(std::uint32_t step) const { return clocks_[step]; }

  // Does step a come before step b in every equivalent run? Both have been passed.
  bool before(std::uint32_t a, std::uint32_t b) const {
    return entries_[a].number <= clocks_[b][steps_[a].thread];
  }

 private:
  struct Object {
    std::uintptr_t key;
    int write, taken;                           // last step that wrote it; last that took it alone
    std::uint64_t readers, sharers;             // threads that read / took it shared since
    int read[kMaxThreads], share[kMaxThreads];  // and where they did last
  };

  // An object that a step touches, as it was before; read and share are those of its thread.
  struct Change {
    static constexpr std::uint32_t kNone = ~0u;
    std::uint32_t object;
    int write, taken, read, share;
    std::uint64_t readers, sharers;
  };

  struct Entry {
    std::uint32_t number;  // of a step within its thread
    unsigned thread;       // whose clock it changed
    int previous;          // the entry that changed that clock before, or -1
    Change change[2];
  };

  std::uint32_t object_number(std::uintptr_t key);
  void grow_table();
  const VectorClock& clock_of(unsigned thread) const {
    return last_[thread] < 0 ? none_ : clocks_[static_cast<std::size_t>(last_[thread])];
  }
  void changes_clock(std::uint32_t i, unsigned thread);
  void find_objects(const Step& step, Entry& entry);
  void join(const Step& step, const Entry& entry, VectorClock& clock) const;
  void update(const Step& step, Entry& entry, std::uint32_t i);
  // The last write of an object before step i, which wrote it.
  int write_before(std::uint32_t i, std::uint32_t object) const {
    const Change* change = entries_[i].change;
    return change[change[0].object == object ? 0 : 1].write;
  }
  void take_back(std::uint32_t i);

  const Step* steps_ = nullptr;
  std::uint32_t passed_ = 0;         // entries of the log
  std::vector<VectorClock> clocks_;  // of each entry, or rather of its thread after it
  std::vector<Entry> entries_;
  std::vector<Object> objects_;
  std::vector<std::uint32_t> table_;  // of their numbers + 1, by a hash of the key
  int last_[kMaxThreads];             // the entry that made each thread's clock, or -1
  VectorClock none_{};
};

template <class F>
void HappensBefore::advance(std::uint32_t i, F&& race) {
  const Step& step = steps_[i];
  Entry& entry = entries_[i];
  const VectorClock& earlier_clock = clock_of(step.thread);
  VectorClock& clock = clocks_[i];
  clock.assign(earlier_clock);
  find_objects(step, entry);
  join(step, entry, clock);
  entry.number = earlier_clock[step.thread] + 1;
  clock.set(step.thread, entry.number);

  auto consider = [&](int candidate) {
    if (candidate < 0) return false;
    auto earlier = static_cast<std::uint32_t>(candidate);
    const unsigned thread = steps_[earlier].thread;
    if (thread == step.thread || entries_[earlier].number <= earlier_clock[thread]) return false;
    race(earlier, i);
    return true;
  };
  for (unsigned k = 0; k < 2; ++k) {
    if (!step.touch[k].object) continue;
    const Object& o = objects_[entry.change[k].object];
    if (takes(step.op)) {
      // It waits for whoever has it; the race is with the one that took it.
      bool any = false;
      if (step.touch[k].write)
        for (std::uint64_t s = o.sharers; s; s &= s - 1) any |= consider(o.share[lowest(s)]);
      if (!any) consider(o.taken);
    } else if (step.op == Op::acquire) {
      // Tokens may have been there already or not: every earlier use may matter.
      for (int e = o.write; e >= 0 && consider(e);)
        e = write_before(static_cast<std::uint32_t>(e), entry.change[k].object);
    } else {
      bool any = false;
      if (step.touch[k].write)
        for (std::uint64_t r = o.readers; r; r &= r - 1) any |= consider(o.read[lowest(r)]);
      if (!any) consider(o.write);
    }
  }
  changes_clock(i, step.thread);
  update(step, entry, i);
}

}  // namespace threadlings::explorer
