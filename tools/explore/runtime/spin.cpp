#include "spin.hpp"

#include <cstring>

#include "../memory/shadow.hpp"
#include "../report/observer.hpp"
#include "scheduler.hpp"
#include "weak_atomics.hpp"

namespace threadlings::explorer {

namespace {

// What a round looked at, and how it left it.
struct Seen {
  std::uintptr_t address;  // of some bytes, or of a lock
  std::uint32_t size;      // 0: a lock, known by how often it was used for a change
  bool refused;            // it was somebody else's
  std::int16_t depth;      // how often it was taken and not given back
  std::uint64_t first, now;
};

constexpr unsigned kMostSeen = 24;
constexpr std::size_t kMostStack = 32 << 10;

// A round in progress: from a place in the code, with the stack that the thread had there.
struct Round {
  const void* site;  // null: none
  const void* candidate;
  const char* low;  // the stack was copied from here upwards
  std::size_t bytes;
  std::uint32_t effects;
  std::uint32_t steps, most_steps;
  std::uint32_t almost;  // rounds in a row that differed in the stack only
  unsigned count;
  Seen seen[kMostSeen];
  bool (*own_ready)(const Thread&);
  bool differs;
};
STATE Round rounds[kMaxThreads];
STATE char* copies;  // kMostStack for each thread

// How much of each thread's stack is zeroed when it starts, so that what is compared depends on
// this run alone and not on what others left there. It grows as needed, and then the search starts
// again.
STATE std::uint32_t cleared[kMaxThreads];
STATE std::uint32_t cleared_for;  // which exploration

// Rounds that count something are repeated this often before the thread waits all the same. (More
// often than libstdc++ goes round before a semaphore's try_acquire gives up: 16 times.)
constexpr std::uint32_t kMostAlmost = 20;

char* copy_of(unsigned thread) {
  return copies + thread * kMostStack;
}

void start(Round& round, const void* site) {
  Thread& self = rt.self();
  const char* low = self.caller_stack;
  round.site = nullptr;
  const auto bytes = static_cast<std::size_t>(self.stack_high - low);
  if (bytes > kMostStack) return;
  memcpy(copy_of(rt.current), low, bytes);
  round.site = site;
  round.low = low;
  round.bytes = bytes;
  round.effects = self.effects;
  round.steps = 0;
  round.count = 0;
}

// Objects on its stack that it shares with others are memory, not its own state: what it sees of
// them is noted like everything else that it sees.
bool is_shared(std::uintptr_t address) {
  const Word& word = word_at(address);
  const unsigned byte = address & 7;
  const Cell* cell = nullptr;
  if (word.pieces) {
    cell = &cell_number(pieces_of(word).cell[byte]);
  } else {
    for (const Cell& half : word.half)
      if (half.size && byte >= half.offset && byte < half.offset + half.size) cell = &half;
  }
  return cell && (cell->atomic || (cell->write && cell->write.thread() != rt.current));
}

bool same_stack(const Round& round) {
  const char* copy = copy_of(rt.current);
  if (!memcmp(copy, round.low, round.bytes)) return true;
  for (std::size_t i = 0; i < round.bytes; ++i)
    if (copy[i] != round.low[i] && !is_shared(reinterpret_cast<std::uintptr_t>(round.low + i)))
      return false;
  return true;
}

std::uint64_t value_at(std::uintptr_t address, unsigned size) {
  std::uint64_t value = 0;
  memcpy(&value, reinterpret_cast<const void*>(address), size);
  return value;
}

bool is_taken(const Sync& lock) {
  return lock.owner >= 0 || lock.readers;
}

bool is_different(const Seen& seen) {
  if (seen.size) return value_at(seen.address, seen.size) != seen.first;
  const Sync& lock = sync_at(reinterpret_cast<void*>(seen.address));
  return lock.changes != seen.first || (seen.refused && !is_taken(lock));
}

bool something_differs(const Round& round) {
  for (unsigned i = 0; i < round.count; ++i)
    if (is_different(round.seen[i])) return true;
  return false;
}

// Whatever it changed it has put back; and nobody else has changed it.
bool put_back(const Round& round) {
  for (unsigned i = 0; i < round.count; ++i)
    if (round.seen[i].first != round.seen[i].now || round.seen[i].depth) return false;
  return true;
}
bool left_as_found(const Round& round) {
  return put_back(round) && !something_differs(round);
}

bool ready_again(const Thread& thread) {
  Round& round = rounds[&thread - rt.threads];
  const bool differs = something_differs(round);
  if (differs && !round.differs && rt.last)
    rt.threads[&thread - rt.threads].waker = static_cast<std::uint32_t>(rt.last - rt.steps);
  round.differs = differs;
  return differs && (!round.own_ready || round.own_ready(thread));
}

bool stack_was_cleared(const Round& round) {
  std::uint32_t& known = cleared[rt.current];
  if (round.bytes <= known) return true;
  known = (static_cast<std::uint32_t>(round.bytes) + 1023) & ~1023u;
  rt.new_racy = rt.stack_grew = true;
  return false;
}

void wait_for_difference(Round& round, Action& action, const void* pc, bool exactly) {
  round.site = round.candidate = nullptr;
  round.own_ready = action.ready_when_forced = action.ready;
  round.differs = false;
  round.almost = 0;
  action.ready = ready_again;
  action.spins = true;
  action.patient = !exactly;
  if (!exactly) rt.limited_spins = true;
  if (rt.observer) rt.observer->intent(pc);
}

Seen* entry(Round& round, std::uintptr_t address, unsigned size, std::uint64_t first) {
  for (unsigned i = 0; i < round.count; ++i)
    if (round.seen[i].address == address && round.seen[i].size == size) return &round.seen[i];
  if (round.count == kMostSeen) return nullptr;
  round.seen[round.count] = {address, size, false, 0, first, first};
  return &round.seen[round.count++];
}

bool in_progress(const Round& round) {
  return round.site && round.effects == rt.self().effects;
}

}  // namespace

const void* site_of(const void* pc) {
  const Thread& self = rt.self();
  auto frame = self.depth && self.depth <= kMaxFrames ? self.frames[self.depth - 1] : nullptr;
  return static_cast<const char*>(pc) + reinterpret_cast<std::uintptr_t>(frame);
}

void start_spins(unsigned thread) {
  if (!copies) copies = static_cast<char*>(reserve(0, kMaxThreads * kMostStack));
  if (cleared_for != rt.exploration) {
    cleared_for = rt.exploration;
    memset(cleared, 0, sizeof cleared);
  }
  if (cleared[thread]) memset(rt.threads[thread].stack_high - cleared[thread], 0, cleared[thread]);
  Round& round = rounds[thread];
  round.site = round.candidate = nullptr;
  round.count = 0;
  round.almost = 0;
  round.most_steps = 1;
}

void note_round(Action& action, const void* pc) {
  Thread& self = rt.self();
  if (self.quiet) return;
  Round& round = rounds[rt.current];
  const void* site = site_of(pc);
  if (!in_progress(round)) {
    round.site = nullptr;
    round.most_steps = 1;
    round.almost = 0;
    if (round.candidate == site)
      start(round, site);
    else
      round.candidate = site;
    return;
  }
  if (round.site == site && self.caller_stack == round.low) {
    if (rt.weak && put_back(round) && same_stack(round)) see_newer();
    if (left_as_found(round) && stack_was_cleared(round)) {
      if (same_stack(round)) return wait_for_difference(round, action, pc, true);
      if (++round.almost == kMostAlmost) return wait_for_difference(round, action, pc, false);
    }
    start(round, site);
  } else if (++round.steps >= round.most_steps) {
    // The place where it began may lie before the loop: try a later one (Brent 1980).
    round.most_steps *= 2;
    start(round, site);
  }
}

void note_seen(std::uintptr_t address, unsigned size, std::uint64_t before, std::uint64_t after,
               const void* pc) {
  if (before != after) ++rt.self().changes;
  if (rt.self().quiet) return;
  Round& round = rounds[rt.current];
  if (!in_progress(round)) {
    if (before != after || size > 8) return;
    start(round, site_of(pc));
    if (!round.site) return;
    round.most_steps = 1;
    round.almost = 0;
  }
  Seen* seen = size > 8 ? nullptr : entry(round, address, size, before);
  if (!seen || seen->now != before) {
    round.site = nullptr;  // too much to remember, or somebody else was there meanwhile
    return;
  }
  seen->now = after;
}

void note_lock(const Sync& lock, Held how, const void* pc) {
  if (rt.self().quiet) return;
  Round& round = rounds[rt.current];
  if (!in_progress(round)) {
    if (how != Held::refused) return;
    start(round, site_of(pc));
    if (!round.site) return;
  }
  Seen* seen = entry(round, lock.address, 0, lock.changes);
  if (!seen || seen->now != lock.changes) {
    round.site = nullptr;
    return;
  }
  if (how == Held::refused)
    seen->refused = true;
  else
    seen->depth = static_cast<std::int16_t>(seen->depth + (how == Held::taken ? 1 : -1));
}

}  // namespace threadlings::explorer
