#include "happens_before.hpp"

namespace threadlings::explorer {

void HappensBefore::start(const RunLog& log) {
  steps_ = log.steps;
  ++run_;
  if (clocks_.size() < log.count) {
    clocks_.resize(log.count * 2);
    index_.resize(log.count * 2);
    previous_write_.resize(log.count * 2);
  }
  if (objects_.empty()) objects_.resize(32);
  for (unsigned i = 0; i < log.threads; ++i) threads_[i].clear();
}

HappensBefore::Object& HappensBefore::object(std::uintptr_t key) {
  for (;;) {
    const std::size_t mask = objects_.size() - 1;
    std::size_t i = (key * 0x9E3779B97F4A7C15u) >> 40 & mask;
    for (std::size_t probes = 0; probes < 8; ++probes, i = (i + 1) & mask) {
      Object& found = objects_[i];
      if (found.run == run_ && found.key == key) return found;
      if (found.run == run_) continue;
      found.run = run_;
      found.key = key;
      found.write = found.taken = -1;
      found.readers = found.sharers = 0;
      return found;
    }
    // Crowded: spread what this run has over twice the room.
    std::vector<Object> old(objects_.size() * 2);
    old.swap(objects_);
    for (const Object& o : old)
      if (o.run == run_) object(o.key) = o;
  }
}

void HappensBefore::edge(const Step& step) {
  VectorClock& mine = threads_[step.thread];
  if (step.op == Op::create)
    threads_[step.other].assign(mine);
  else if (step.op == Op::join)
    mine.join(threads_[step.other]);
  else
    mine.join(clocks_[step.other]);
}

void HappensBefore::join(const Step& step) {
  VectorClock& clock = threads_[step.thread];
  for (const Touch& touch : step.touch) {
    if (!touch.object) continue;
    const Object& o = object(touch.object);
    if (o.write >= 0) clock.join(clocks_[static_cast<std::size_t>(o.write)]);
    if (!touch.write) continue;
    for (std::uint64_t r = o.readers; r; r &= r - 1)
      clock.join(clocks_[static_cast<std::size_t>(o.read[lowest(r)])]);
  }
}

void HappensBefore::update(const Step& step, int i) {
  const bool took = takes(step.op) || ((step.op == Op::try_lock || step.op == Op::try_lock_shared));
  for (const Touch& touch : step.touch) {
    if (!touch.object) continue;
    Object& o = object(touch.object);
    if (touch.write) {
      if (&touch == &step.touch[0]) previous_write_[static_cast<std::size_t>(i)] = o.write;
      o.write = i;
      o.readers = 0;
    } else {
      o.readers |= bit(step.thread);
      o.read[step.thread] = i;
    }
    if (!took) continue;
    if (touch.write) {
      o.taken = i;
      o.sharers = 0;
    } else if (step.op != Op::try_lock) {
      o.sharers |= bit(step.thread);
      o.share[step.thread] = i;
    }
  }
}

}  // namespace threadlings::explorer
