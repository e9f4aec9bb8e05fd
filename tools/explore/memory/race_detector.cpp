#include "race_detector.hpp"

#include "shadow.hpp"

namespace threadlings::explorer {

namespace {

bool ordered(const Epoch& epoch, const VectorClock& clock) {
  return epoch.clock <= clock[epoch.thread];
}

STATE Race found;

const Race* race_with(unsigned thread, bool writes) {
  found = {thread, writes};
  return &found;
}

const Race* against_write(const Cell& cell, const VectorClock& clock) {
  if (!cell.write.clock || ordered(cell.write, clock)) return nullptr;
  return race_with(cell.write.thread, true);
}

const Race* against_all(const VectorClock& history, const VectorClock& clock, bool writes) {
  for (unsigned i = 0; i < history.size; ++i)
    if (history.at[i] > clock[i]) return race_with(i, writes);
  return nullptr;
}

const Race* against_reads(const Cell& cell, const VectorClock& clock) {
  if (cell.reads) return against_all(reads_number(cell.reads), clock, false);
  if (!cell.read.clock || ordered(cell.read, clock)) return nullptr;
  return race_with(cell.read.thread, false);
}

const Race* against_atomics(const Cell& cell, const VectorClock& clock, bool write) {
  if (!cell.atomic) return nullptr;
  const Atomic& atomic = atomic_number(cell.atomic);
  const Race* race = against_all(atomic.writes, clock, true);
  if (!race && write) race = against_all(atomic.reads, clock, false);
  return race;
}

void note_read(Cell& cell, const VectorClock& clock, unsigned self) {
  Epoch now{clock[self], self};
  if (cell.reads) {
    reads_of(cell).set(self, now.clock);
  } else if (!cell.read.clock || ordered(cell.read, clock)) {
    cell.read = now;
  } else {
    VectorClock& each = reads_of(cell);
    each.set(cell.read.thread, cell.read.clock);
    each.set(self, now.clock);
  }
}

void note_write(Cell& cell, const VectorClock& clock, unsigned self) {
  cell.write = {clock[self], self};
  cell.read = {0, 0};
  cell.reads = 0;
}

const Race* check(Cell& cell, bool write, const VectorClock& clock, unsigned self) {
  const Race* race = against_write(cell, clock);
  if (!race && write) race = against_reads(cell, clock);
  if (!race) race = against_atomics(cell, clock, write);
  if (race) return race;
  if (write)
    note_write(cell, clock, self);
  else
    note_read(cell, clock, self);
  return nullptr;
}

// Variables are nearly always accessed whole. When they are not (a memset over two ints, say), the
// cells concerned are cut into bytes.
void cut(Word& word, std::uint32_t index) {
  const Cell old = cell_number(index);
  for (std::uint32_t i = old.offset; i < old.offset + old.size; ++i) {
    Cell& piece = new_cell(i, 1);
    std::uint32_t number = number_of(piece);
    piece = old;
    piece.offset = i;
    piece.size = 1;
    word.cell[i] = number;
  }
}

void cover(Word& word, std::uint32_t offset, std::uint32_t size) {
  bool fresh = true;
  for (std::uint32_t i = offset; i < offset + size; ++i) {
    if (!word.cell[i]) continue;
    fresh = false;
    const Cell& cell = cell_number(word.cell[i]);
    if (cell.offset < offset || cell.offset + cell.size > offset + size) cut(word, word.cell[i]);
  }
  if (fresh) {
    std::uint32_t number = number_of(new_cell(offset, size));
    for (std::uint32_t i = offset; i < offset + size; ++i) word.cell[i] = number;
    return;
  }
  for (std::uint32_t i = offset; i < offset + size; ++i)
    if (!word.cell[i]) word.cell[i] = number_of(new_cell(i, 1));
}

const Race* access_word(Word& word, std::uint32_t offset, std::uint32_t size, bool write) {
  const unsigned self = rt.current;
  const VectorClock& clock = rt.threads[self].clock;
  std::uint32_t index = word.cell[offset];
  if (!index || cell_number(index).offset != offset || cell_number(index).size != size) {
    cover(word, offset, size);
    index = word.cell[offset];
  }
  for (std::uint32_t i = offset;;) {
    Cell& cell = cell_number(word.cell[i]);
    const Race* race = check(cell, write, clock, self);
    if (race) return race;
    i = cell.offset + cell.size;
    if (i >= offset + size) return nullptr;
  }
}

// Whatever primitive was constructed here before is here no more.
void forget_primitives(Word& word, std::uint32_t offset, std::uint32_t size) {
  if (offset < 4) word.sync[0] = 0;
  if (offset + size > 4) word.sync[1] = 0;
}

}  // namespace

const Race* plain_access(std::uintptr_t address, unsigned size, bool write) {
  while (size) {
    std::uint32_t offset = address & 7;
    std::uint32_t here = 8 - offset < size ? 8 - offset : size;
    Word& word = word_at(address);
    if (write) forget_primitives(word, offset, here);
    const Race* race = access_word(word, offset, here, write);
    if (race) return race;
    address += here;
    size -= here;
  }
  return nullptr;
}

const Race* atomic_access(std::uintptr_t address, unsigned size, bool write, Atomic** state) {
  const unsigned self = rt.current;
  const VectorClock& clock = rt.threads[self].clock;
  if (size > 8) size = 8;  // a 16-byte atomic is known by its first half
  Word& word = word_at(address);
  std::uint32_t offset = address & 7;
  std::uint32_t index = word.cell[offset];
  if (!index || cell_number(index).size != size || cell_number(index).offset != offset) {
    cover(word, offset, size);
    // Bytes of a plain past are joined: an atomic object is one cell.
    Cell& whole = new_cell(offset, size);
    const Cell& first = cell_number(word.cell[offset]);
    std::uint32_t number = number_of(whole);
    whole = first;
    whole.offset = offset;
    whole.size = size;
    for (std::uint32_t i = offset; i < offset + size; ++i) word.cell[i] = number;
    index = number;
  }
  Cell& cell = cell_number(index);
  Atomic& atomic = atomic_of(cell);
  *state = &atomic;
  const Race* race = against_write(cell, clock);
  if (!race && write) race = against_reads(cell, clock);
  if (race) return race;
  (write ? atomic.writes : atomic.reads).set(self, clock[self]);
  return nullptr;
}

}  // namespace threadlings::explorer
