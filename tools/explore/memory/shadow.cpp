#include "shadow.hpp"

namespace threadlings::explorer {

STATE PageCache page_cache[kCachedPages];
STATE Cell* cells;
STATE Pieces* all_pieces;
STATE Atomic* atomics;
STATE VectorClock* read_clocks;

namespace {

constexpr std::size_t kPages = 1 << 15;
constexpr std::size_t kMaxCells = 1 << 20;
constexpr std::size_t kMaxPieces = 1 << 18;
constexpr std::size_t kMaxAtomics = 1 << 14;
constexpr std::size_t kMaxReads = 1 << 16;

struct Slot {  // of an open hash table
  std::uintptr_t key;
  Page* page;
};

STATE Slot* table;
STATE Page* pages;
STATE std::size_t page_count;
STATE std::uint32_t cell_count, pieces_count, atomic_count, read_count;

Page& look_up_page(std::uintptr_t key) {
  std::size_t i = (key * 0x9E3779B97F4A7C15u) >> 48;
  for (;; i = (i + 1) & 0xFFFF) {
    if (table[i].key == key) return *table[i].page;
    if (!table[i].key) break;
  }
  if (page_count == kPages) die("the scenario uses more than 128 MiB of memory");
  table[i] = {key, &pages[page_count++]};
  return *table[i].page;
}

}  // namespace

Page& find_page(std::uintptr_t key) {
  Page& page = look_up_page(key);
  page_cache[cache_slot(key)] = {key, &page};
  return page;
}

std::uint32_t new_cell(const Cell& like) {
  if (++cell_count == kMaxCells) die("one run touches more than a million variables");
  cells[cell_count] = like;
  return cell_count;
}

void start_pieces(Word& word) {
  if (++pieces_count == kMaxPieces) die("one run touches more than 260,000 words in pieces");
  word.pieces = pieces_count;
  Pieces& pieces = pieces_of(word);
  pieces = {};
  for (const Cell& cell : word.half) {
    if (!cell.size) continue;
    const std::uint32_t number = new_cell(cell);
    for (unsigned i = 0; i < cell.size; ++i) pieces.cell[cell.offset + i] = number;
  }
}

Atomic& atomic_of(Cell& cell) {
  if (!cell.atomic) {
    if (++atomic_count == kMaxAtomics) die("one run uses more than 16,000 atomics");
    cell.atomic = static_cast<std::uint16_t>(atomic_count);
    Atomic& fresh = atomics[cell.atomic];
    fresh.release.clear();
    fresh.writes.clear();
    fresh.reads.clear();
  }
  return atomics[cell.atomic];
}

VectorClock& reads_of(Cell& cell) {
  if (!cell.reads) {
    if (++read_count == kMaxReads) die("one run shares more than 65,000 variables");
    cell.reads = static_cast<std::uint16_t>(read_count);
    read_clocks[cell.reads].clear();
  }
  return read_clocks[cell.reads];
}

void set_up_shadow() {
  table = static_cast<Slot*>(reserve(0, (1 << 16) * sizeof(Slot)));
  pages = static_cast<Page*>(reserve(0, kPages * sizeof(Page)));
  cells = static_cast<Cell*>(reserve(0, kMaxCells * sizeof(Cell)));
  all_pieces = static_cast<Pieces*>(reserve(0, kMaxPieces * sizeof(Pieces)));
  atomics = static_cast<Atomic*>(reserve(0, kMaxAtomics * sizeof(Atomic)));
  read_clocks = static_cast<VectorClock*>(reserve(0, kMaxReads * sizeof(VectorClock)));
}

void start_shadow() {
  cell_count = pieces_count = atomic_count = read_count = 0;
}

}  // namespace threadlings::explorer
