#include "race_detector.hpp"

#include "shadow.hpp"

namespace threadlings::explorer {

namespace {

// Did it happen before what the owner of `clock` does now? (If there was none at all, too.)
bool ordered(Epoch epoch, const VectorClock& clock) {
  return epoch.clock() <= clock[epoch.thread()];
}

STATE Race found;

const Race* race_with(unsigned thread, bool writes) {
  found = {thread, writes};
  return &found;
}

inline const Race* against_write(const Cell& cell, const VectorClock& clock) {
  if (ordered(cell.write, clock)) return nullptr;
  return race_with(cell.write.thread(), true);
}

const Race* against_all(const VectorClock& history, const VectorClock& clock, bool writes) {
  for (unsigned i = 0; i < history.size; ++i)
    if (history.at[i] > clock[i]) return race_with(i, writes);
  return nullptr;
}

inline const Race* against_reads(const Cell& cell, const VectorClock& clock) {
  if (cell.reads) return against_all(reads_number(cell.reads), clock, false);
  if (ordered(cell.read, clock)) return nullptr;
  return race_with(cell.read.thread(), false);
}

inline const Race* against_atomics(const Cell& cell, const VectorClock& clock, bool write) {
  if (!cell.atomic) return nullptr;
  const Atomic& atomic = atomic_number(cell.atomic);
  const Race* race = against_all(atomic.writes, clock, true);
  if (!race && write) race = against_all(atomic.reads, clock, false);
  return race;
}

inline void note_read(Cell& cell, const VectorClock& clock, Epoch now) {
  if (cell.reads) {
    reads_of(cell).set(now.thread(), now.clock());
  } else if (ordered(cell.read, clock)) {
    cell.read = now;
  } else {
    VectorClock& each = reads_of(cell);
    each.set(cell.read.thread(), cell.read.clock());
    each.set(now.thread(), now.clock());
  }
}

inline void note_write(Cell& cell, Epoch now) {
  cell.write = now;
  cell.read = {};
  cell.reads = 0;
}

inline const Race* check(Cell& cell, bool write, const VectorClock& clock, Epoch now) {
  const Race* race = against_write(cell, clock);
  if (!race && write) race = against_reads(cell, clock);
  if (!race) race = against_atomics(cell, clock, write);
  if (race) return race;
  if (write)
    note_write(cell, now);
  else
    note_read(cell, clock, now);
  return nullptr;
}

Cell empty_cell(unsigned offset, unsigned size) {
  Cell cell{};
  cell.offset = static_cast<std::uint8_t>(offset);
  cell.size = static_cast<std::uint8_t>(size);
  return cell;
}

// Variables are nearly always accessed whole. When they are not (a memset over two ints, say), the
// cells concerned are cut into bytes.
void cut(Pieces& pieces, std::uint32_t number) {
  const Cell whole = cell_number(number);
  Cell piece = whole;
  piece.size = 1;
  for (unsigned i = 0; i < whole.size; ++i, ++piece.offset) {
    if (whole.reads) {
      piece.reads = 0;
      reads_of(piece).assign(reads_number(whole.reads));
    }
    pieces.cell[piece.offset] = new_cell(piece);
  }
}

// Afterwards these bytes are whole cells.
Pieces& cover(Word& word, unsigned offset, unsigned size) {
  if (!word.pieces) start_pieces(word);
  Pieces& pieces = pieces_of(word);
  bool fresh = true;
  for (unsigned i = offset; i < offset + size; ++i) {
    if (!pieces.cell[i]) continue;
    fresh = false;
    const Cell& cell = cell_number(pieces.cell[i]);
    if (cell.offset < offset || cell.offset + cell.size > offset + size)
      cut(pieces, pieces.cell[i]);
  }
  const std::uint32_t whole = fresh ? new_cell(empty_cell(offset, size)) : 0;
  for (unsigned i = offset; i < offset + size; ++i)
    if (!pieces.cell[i]) pieces.cell[i] = fresh ? whole : new_cell(empty_cell(i, 1));
  return pieces;
}

// Whatever primitive was constructed here before is here no more.
void forget_primitives(Word& word, unsigned offset, unsigned size) {
  if (offset < 4) word.sync[0] = 0;
  if (offset + size > 4) word.sync[1] = 0;
}

__attribute__((noinline)) const Race* access_pieces(Word& word, unsigned offset, unsigned size,
                                                    bool write) {
  const Pieces& pieces = cover(word, offset, size);
  for (unsigned i = offset; i < offset + size;) {
    Cell& cell = cell_number(pieces.cell[i]);
    if (const Race* race = check(cell, write, rt.self().clock, this_epoch())) return race;
    i = cell.offset + cell.size;
  }
  return nullptr;
}

inline const Race* access_word(Word& word, unsigned offset, unsigned size, bool write) {
  if (write) forget_primitives(word, offset, size);
  if (Cell* cell = half_of(word, offset, size))
    return check(*cell, write, rt.self().clock, this_epoch());
  return access_pieces(word, offset, size, write);
}

// An atomic object is one cell. If its bytes have a plain past they are joined.
Cell& whole_cell(Word& word, unsigned offset, unsigned size) {
  if (Cell* cell = half_of(word, offset, size)) return *cell;
  Pieces& pieces = cover(word, offset, size);
  const std::uint32_t first = pieces.cell[offset];
  if (cell_number(first).size == size) return cell_number(first);
  Cell whole = cell_number(first);
  whole.size = static_cast<std::uint8_t>(size);
  const std::uint32_t number = new_cell(whole);
  for (unsigned i = offset; i < offset + size; ++i) pieces.cell[i] = number;
  return cell_number(number);
}

}  // namespace

const Race* plain_access(std::uintptr_t address, unsigned size, bool write) {
  while (size) {
    const unsigned offset = address & 7;
    const unsigned here = 8 - offset < size ? 8 - offset : size;
    if (const Race* race = access_word(word_at(address), offset, here, write)) return race;
    address += here;
    size -= here;
  }
  return nullptr;
}

const Race* atomic_access(std::uintptr_t address, unsigned size, bool write, Atomic** state) {
  const VectorClock& clock = rt.self().clock;
  if (size > 8) size = 8;  // a 16-byte atomic is known by its first half
  Cell& cell = whole_cell(word_at(address), address & 7, size);
  Atomic& atomic = atomic_of(cell);
  *state = &atomic;
  const Race* race = against_write(cell, clock);
  if (!race && write) race = against_reads(cell, clock);
  if (race) return race;
  (write ? atomic.writes : atomic.reads).set(rt.current, clock[rt.current]);
  return nullptr;
}

}  // namespace threadlings::explorer
