#include "happens_before.hpp"

#include <algorithm>

namespace threadlings::explorer {

HappensBefore::HappensBefore() : table_(32) {
  for (int& last : last_) last = -1;
}

void HappensBefore::start(const RunLog& log, std::uint32_t common) {
  steps_ = log.steps;
  while (passed_ > common) take_back(--passed_);
  if (entries_.size() >= log.count) return;
  entries_.resize(log.count * 2);
  clocks_.resize(log.count * 2);
}

std::uint32_t HappensBefore::object_number(std::uintptr_t key) {
  const std::size_t mask = table_.size() - 1;
  std::size_t i = (key * 0x9E3779B97F4A7C15u) >> 40 & mask;
  for (; table_[i]; i = (i + 1) & mask)
    if (objects_[table_[i] - 1].key == key) return table_[i] - 1;
  const auto number = static_cast<std::uint32_t>(objects_.size());
  Object& fresh = objects_.emplace_back();
  fresh.key = key;
  fresh.write = fresh.taken = -1;
  table_[i] = number + 1;
  if (objects_.size() * 2 > table_.size()) grow_table();
  return number;
}

void HappensBefore::grow_table() {
  table_.assign(table_.size() * 4, 0);
  const std::size_t mask = table_.size() - 1;
  for (std::uint32_t number = 0; number < objects_.size(); ++number) {
    std::size_t i = (objects_[number].key * 0x9E3779B97F4A7C15u) >> 40 & mask;
    while (table_[i]) i = (i + 1) & mask;
    table_[i] = number + 1;
  }
}

void HappensBefore::changes_clock(std::uint32_t i, unsigned thread) {
  entries_[i].thread = thread;
  entries_[i].previous = last_[thread];
  last_[thread] = static_cast<int>(i);
  passed_ = i + 1;
}

void HappensBefore::edge(std::uint32_t i) {
  const Step& step = steps_[i];
  VectorClock& clock = clocks_[i];
  clock.assign(clock_of(step.thread));
  if (step.op == Op::join)
    clock.join(clock_of(step.other));
  else if (step.op == Op::wake)
    clock.join(clocks_[step.other]);
  for (Change& change : entries_[i].change) change.object = Change::kNone;
  changes_clock(i, step.op == Op::create ? step.other : step.thread);
}

void HappensBefore::find_objects(const Step& step, Entry& entry) {
  for (unsigned k = 0; k < 2; ++k)
    entry.change[k].object =
        step.touch[k].object ? object_number(step.touch[k].object) : Change::kNone;
}

void HappensBefore::join(const Step& step, const Entry& entry, VectorClock& clock) const {
  for (unsigned k = 0; k < 2; ++k) {
    if (!step.touch[k].object) continue;
    const Object& o = objects_[entry.change[k].object];
    if (o.write >= 0) clock.join(clocks_[static_cast<std::size_t>(o.write)]);
    if (!step.touch[k].write) continue;
    for (std::uint64_t r = o.readers; r; r &= r - 1)
      clock.join(clocks_[static_cast<std::size_t>(o.read[lowest(r)])]);
  }
}

void HappensBefore::update(const Step& step, Entry& entry, std::uint32_t i) {
  const bool took = takes(step.op) || step.op == Op::try_lock || step.op == Op::try_lock_shared;
  const int now = static_cast<int>(i);
  for (unsigned k = 0; k < 2; ++k) {
    if (!step.touch[k].object) continue;
    Change& change = entry.change[k];
    Object& o = objects_[change.object];
    change.write = o.write;
    change.taken = o.taken;
    change.readers = o.readers;
    change.sharers = o.sharers;
    change.read = o.read[step.thread];
    change.share = o.share[step.thread];
    if (step.touch[k].write) {
      o.write = now;
      o.readers = 0;
    } else {
      o.readers |= bit(step.thread);
      o.read[step.thread] = now;
    }
    if (!took) continue;
    if (step.touch[k].write) {
      o.taken = now;
      o.sharers = 0;
    } else if (step.op != Op::try_lock) {
      o.sharers |= bit(step.thread);
      o.share[step.thread] = now;
    }
  }
}

void HappensBefore::take_back(std::uint32_t i) {
  const Entry& entry = entries_[i];
  last_[entry.thread] = entry.previous;
  for (unsigned k = 2; k-- > 0;) {
    const Change& change = entry.change[k];
    if (change.object == Change::kNone) continue;
    Object& o = objects_[change.object];
    o.write = change.write;
    o.taken = change.taken;
    o.readers = change.readers;
    o.sharers = change.sharers;
    o.read[entry.thread] = change.read;
    o.share[entry.thread] = change.share;
  }
}

}  // namespace threadlings::explorer
