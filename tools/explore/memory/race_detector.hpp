// Data races by vector clocks: two accesses to the same byte, at least one a write, not both
// atomic, and neither happens before the other ([intro.races]/21). The method is FastTrack's
// (Flanagan and Freund, PLDI 2009): one epoch instead of a clock as long as accesses are ordered.
//
// Precise for the interleaving that is run: no false alarm, and if any interleaving of the
// synchronisation has a race, the run with that synchronisation order reports one. That is why
// plain accesses need not be steps of the search.
#pragma once

#include <cstdint>

namespace threadlings::explorer {

struct Race {
  bool found = false;
  unsigned thread = 0;  // who made the earlier access
  bool writes = false;  // was that a write?
};

Race plain_access(std::uintptr_t address, unsigned size, bool write);
Race atomic_access(std::uintptr_t address, unsigned size, bool write, struct Atomic** state);

}  // namespace threadlings::explorer
