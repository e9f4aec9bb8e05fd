// Data races by vector clocks: two accesses to the same byte, at least one a write, not both
// atomic, and neither happens before the other ([intro.races]/21). The method is FastTrack's
// (Flanagan and Freund, PLDI 2009): one epoch instead of a clock as long as accesses are ordered.
//
// Precise for the interleaving that is run: no false alarm, and if any interleaving of the
// synchronisation has a race, the run with that synchronisation order reports one. That is why
// plain accesses need not be steps of the search.
#pragma once

#include "shadow.hpp"

namespace threadlings::explorer {

struct Race {
  unsigned thread;  // who made the earlier access
  bool writes;      // was that a write?
};

// Both note the access. Null: it races with nothing.
const Race* plain_access(std::uintptr_t address, unsigned size, bool write);
const Race* atomic_access(std::uintptr_t address, unsigned size, bool write, Atomic** state);

inline Epoch this_epoch() {
  return {rt.current, rt.self().clock.at[rt.current]};
}

// The object of these bytes in a word that holds nothing but one at its beginning and one in its
// middle, as nearly all do; else null.
inline Cell* half_of(Word& word, unsigned offset, unsigned size) {
  if (word.pieces) return nullptr;
  Cell& cell = word.half[offset >> 2];
  if (cell.offset == offset && cell.size == size) return &cell;
  if (cell.size || offset & 3) return nullptr;
  if (offset ? word.half[0].size > 4 : size > 4 && word.half[1].size) return nullptr;
  cell.offset = static_cast<std::uint8_t>(offset);
  cell.size = static_cast<std::uint8_t>(size);
  return &cell;
}

// Does what plain_access() does, in the simple cases that most accesses are: the running thread has
// made this very access before and released nothing since (FastTrack's "same epoch"), or no other
// thread has touched the object. False: it is not that simple, and nothing was done. Writes that
// must be looked at when they are the first of a run are not `may_be_first`.
inline bool simple_access(std::uintptr_t address, std::size_t size, bool write, bool may_be_first) {
  const std::uintptr_t key = address >> 12;
  const PageCache& cached = page_cache[cache_slot(key)];
  const unsigned offset = address & 7;
  if (cached.key != key || offset + size > 8) return false;
  Word& word = cached.page->words[address >> 3 & (kWordsPerPage - 1)];
  if (word.run != rt.run) start_word(word);
  if (word.racy() || (write && (word.sync[0] | word.sync[1]))) return false;
  Cell* cell = half_of(word, offset, static_cast<unsigned>(size));
  if (!cell) return false;
  const Epoch now = this_epoch();
  if (cell->write == now || (!write && cell->read == now)) return true;
  auto foreign = [&](Epoch epoch) { return epoch && epoch.thread() != now.thread(); };
  if (cell->reads | cell->atomic || foreign(cell->write) || foreign(cell->read)) return false;
  if (write && !may_be_first) return false;
  if (write) {
    cell->write = now;
    cell->read = {};
  } else {
    cell->read = now;
  }
  return true;
}

}  // namespace threadlings::explorer
