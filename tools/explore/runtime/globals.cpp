#include "globals.hpp"

#include <cstdlib>
#include <cstring>

#include "runtime.hpp"

extern "C" {
extern char __data_start[] __attribute__((weak));
extern char _end[] __attribute__((weak));
extern char __start_threadlings_state[];
extern char __stop_threadlings_state[];
}

namespace threadlings::explorer {

STATE std::uintptr_t globals_low, globals_size, own_low, own_high;

namespace {

constexpr std::size_t kLine = 64;
constexpr unsigned kAlwaysCompare = 32, kCompareEvery = 256;
constexpr std::size_t kFewLines = 256;  // so few are compared after every run

STATE char* snapshot;
STATE char* dirty;           // for each line: is it in the list?
STATE std::uint32_t* lines;  // that some run has changed
STATE std::size_t line_count, total_lines;
STATE unsigned runs;

// The lines that hold the explorer's own state, and those it shares with its neighbours: what is
// the program's in these two is put back byte by byte.
STATE std::size_t own_first, own_end;

bool own_state(std::size_t line) {
  return line >= own_first && line < own_end;
}

void mark_line(std::size_t line) {
  if (dirty[line] || own_state(line)) return;
  dirty[line] = 1;
  lines[line_count++] = static_cast<std::uint32_t>(line);
}

void find_changes(std::size_t first, std::size_t end) {
  const char* now = reinterpret_cast<char*>(globals_low);
  if (first >= end || !memcmp(now + first * kLine, snapshot + first * kLine, (end - first) * kLine))
    return;
  for (std::size_t i = first; i < end; ++i)
    if (memcmp(now + i * kLine, snapshot + i * kLine, kLine)) mark_line(i);
}

void copy(char* to, const char* from, std::size_t first, std::size_t end) {
  if (first < end) memcpy(to + first * kLine, from + first * kLine, (end - first) * kLine);
}

struct Piece {
  std::uintptr_t low, high;
};
void shared_pieces(Piece (&pieces)[2]) {
  pieces[0] = {globals_low + own_first * kLine, own_low};
  pieces[1] = {own_high, globals_low + own_end * kLine};
}

void copy_shared(bool save) {
  Piece pieces[2];
  shared_pieces(pieces);
  for (const Piece& piece : pieces) {
    auto* here = reinterpret_cast<char*>(piece.low);
    char* there = snapshot + (piece.low - globals_low);
    memcpy(save ? there : here, save ? here : there, piece.high - piece.low);
  }
}

bool compare_now() {
  if (total_lines - (own_end - own_first) <= kFewLines) return true;
  return ++runs <= kAlwaysCompare || runs % kCompareEvery == 0;
}

}  // namespace

void mark_global(std::uintptr_t address, std::size_t size) {
  std::size_t last = (address + size - 1 - globals_low) / kLine;
  for (std::size_t i = (address - globals_low) / kLine; i <= last && i < total_lines; ++i)
    if (!dirty[i]) mark_line(i);
}

void save_globals() {
  if (!__data_start || !_end) return;
  globals_low = reinterpret_cast<std::uintptr_t>(__data_start) & ~(kLine - 1);
  // Rounded down: a last, partial line belongs to the page after the program's data.
  globals_size = (reinterpret_cast<std::uintptr_t>(_end) - globals_low + kLine - 1) & ~(kLine - 1);
  total_lines = globals_size / kLine;
  if (!snapshot) {
    snapshot = static_cast<char*>(malloc(globals_size));
    dirty = static_cast<char*>(malloc(total_lines));
    lines = static_cast<std::uint32_t*>(malloc(total_lines * sizeof *lines));
  }
  own_low = reinterpret_cast<std::uintptr_t>(__start_threadlings_state);
  own_high = reinterpret_cast<std::uintptr_t>(__stop_threadlings_state);
  own_first = (own_low - globals_low) / kLine;
  own_end = (own_high - globals_low + kLine - 1) / kLine;
  auto* now = reinterpret_cast<const char*>(globals_low);
  copy(snapshot, now, 0, own_first);
  copy(snapshot, now, own_end, total_lines);
  copy_shared(true);
  memset(dirty, 0, total_lines);
  line_count = 0;
  runs = 0;
}

void restore_globals() {
  copy_shared(false);
  if (compare_now()) {
    find_changes(0, own_first);
    find_changes(own_end, total_lines);
  }
  for (std::size_t i = 0; i < line_count; ++i)
    memcpy(reinterpret_cast<char*>(globals_low) + lines[i] * kLine, snapshot + lines[i] * kLine,
           kLine);
}

}  // namespace threadlings::explorer
