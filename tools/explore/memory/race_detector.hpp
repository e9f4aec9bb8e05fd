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

// Has the running thread made this very access before, or written what it now reads, and released
// nothing since? Then there is nothing new to note (FastTrack's "same epoch"). Most accesses are
// like this, so hooks ask it first.
inline bool repeats_access(std::uintptr_t address, std::size_t size, bool write) {
  const std::uintptr_t key = address >> 12;
  const PageCache& cached = page_cache[cache_slot(key)];
  if (cached.key != key) return false;
  const Word& word = cached.page->words[address >> 3 & (kWordsPerPage - 1)];
  if (word.run != rt.run || word.racy()) return false;
  if (write && (word.sync[0] | word.sync[1])) return false;
  const unsigned offset = address & 7;
  const Cell& cell =
      word.pieces ? cell_number(pieces_of(word).cell[offset]) : word.half[offset >> 2];
  if (cell.offset != offset || cell.size != size) return false;
  const Epoch now = this_epoch();
  return cell.write == now || (!write && cell.read == now);
}

}  // namespace threadlings::explorer
