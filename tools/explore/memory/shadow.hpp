// What is known about each word of memory that the program used in this run.
//
// Pages of shadow words are made on demand and never cleared: a word is valid only if it carries
// the number of the current run.
#pragma once

#include <cstdint>

#include "../runtime/runtime.hpp"

namespace threadlings::explorer {

// One access: a thread and its clock at that time; 0 means none.
class Epoch {
 public:
  constexpr Epoch() = default;
  Epoch(unsigned thread, std::uint32_t clock) : value_(clock << 6 | thread) {}
  unsigned thread() const { return value_ & 63; }
  std::uint32_t clock() const { return value_ >> 6; }
  explicit operator bool() const { return value_ != 0; }
  bool operator==(const Epoch&) const = default;

 private:
  std::uint32_t value_ = 0;
};
static_assert(kMaxThreads == 64);

// An object of 1 to 8 bytes, as accessed; see race_detector.cpp.
struct Cell {
  std::uint8_t offset, size;  // within its word; size 0: there is none
  std::uint16_t
      reads;  // pool index of the clock of each thread's last read, once they are unordered
  std::uint16_t atomic;  // pool index of what atomics need, or 0
  Epoch write;
  Epoch read;  // the last read, while all reads are ordered
};

struct Atomic {
  VectorClock release;        // what an acquiring load of the current value will have seen
  VectorClock writes, reads;  // each thread's last atomic access
};

struct alignas(64) Word {
  std::uint32_t run;
  std::uint32_t sync[2];  // the primitive at this address and 4 bytes further, or 0
  std::uint32_t pieces;   // pool index of the cells of each byte; 0 while the halves are enough
  Cell half[2];           // the object at its beginning, and the one in the middle
  std::uint32_t racy_in;  // the exploration in which accesses to it became steps
  bool racy() const { return racy_in == rt.exploration; }
};

// Of a word with odd objects (chars, say): for each byte the number of the cell that covers it.
struct Pieces {
  std::uint32_t cell[8];
};

inline constexpr std::size_t kWordsPerPage = 512;  // 4 KiB of the program's memory
struct Page {
  Word words[kWordsPerPage];
};

// A few pages found lately.
struct PageCache {
  std::uintptr_t key;
  Page* page;
};
inline constexpr std::size_t kCachedPages = 64;
// The threads' stacks are 2^8 pages apart, their heaps 2^14: they get slots of their own.
inline std::size_t cache_slot(std::uintptr_t key) {
  return (key ^ key >> 8 ^ key >> 14) % kCachedPages;
}
extern PageCache page_cache[kCachedPages];
Page& find_page(std::uintptr_t key);
inline void start_word(Word& word) {
  word.run = rt.run;
  word.sync[0] = word.sync[1] = word.pieces = 0;
  word.half[0] = word.half[1] = Cell{};
}

inline Word& word_at(std::uintptr_t address) {
  const std::uintptr_t key = address >> 12;
  const PageCache& cached = page_cache[cache_slot(key)];
  Page& page = cached.key == key ? *cached.page : find_page(key);
  Word& word = page.words[address >> 3 & (kWordsPerPage - 1)];
  if (word.run != rt.run) start_word(word);
  return word;
}

extern Cell* cells;
inline Cell& cell_number(std::uint32_t index) {
  return cells[index];
}
std::uint32_t new_cell(const Cell& like);  // its number

extern Pieces* all_pieces;
inline Pieces& pieces_of(const Word& word) {
  return all_pieces[word.pieces];
}
void start_pieces(Word& word);  // takes over what is in the halves

Atomic& atomic_of(Cell& cell);  // made when it is not there yet
extern Atomic* atomics;
inline const Atomic& atomic_number(std::uint32_t index) {
  return atomics[index];
}
VectorClock& reads_of(Cell& cell);  // made when they are not there yet
extern VectorClock* read_clocks;
inline const VectorClock& reads_number(std::uint32_t index) {
  return read_clocks[index];
}

void set_up_shadow();
void start_shadow();  // of a new run

}  // namespace threadlings::explorer
