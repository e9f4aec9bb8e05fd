// What is known about each word of memory that the program used in this run.
//
// Pages of shadow words are made on demand and never cleared: a word is valid only if it carries
// the number of the current run.
#pragma once

#include <cstdint>

#include "../runtime/runtime.hpp"

namespace threadlings::explorer {

struct Epoch {  // one access: a thread and its clock at that time; 0 means none
  std::uint32_t clock;
  std::uint32_t thread;
};

// An object of 1 to 8 bytes, as accessed; see race_detector.cpp.
struct Cell {
  std::uint32_t offset, size;  // within its word
  Epoch write;
  Epoch read;            // the last read, while all reads are ordered
  std::uint32_t reads;   // else: pool index of the clock of each thread's last read
  std::uint32_t atomic;  // pool index of what atomics need, or 0
};

struct Atomic {
  VectorClock release;        // what an acquiring load of the current value will have seen
  VectorClock writes, reads;  // each thread's last atomic access
};

struct Word {
  std::uint32_t run;
  std::uint32_t sync[2];  // the primitive at this address and 4 bytes further, or 0
  std::uint32_t cell[8];  // for each byte the cell that covers it, or 0
  // Kept from run to run of one exploration:
  std::uint32_t exploration;
  bool racy;  // accesses to it are steps when races are allowed
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
void start_word(Word& word);

inline Word& word_at(std::uintptr_t address) {
  const std::uintptr_t key = address >> 12;
  const PageCache& cached = page_cache[cache_slot(key)];
  Page& page = cached.key == key ? *cached.page : find_page(key);
  Word& word = page.words[address >> 3 & (kWordsPerPage - 1)];
  if (word.run != rt.run) start_word(word);
  return word;
}

Cell& new_cell(std::uint32_t offset, std::uint32_t size);
extern Cell* cells;
inline Cell& cell_number(std::uint32_t index) {
  return cells[index];
}
std::uint32_t number_of(const Cell& cell);
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
