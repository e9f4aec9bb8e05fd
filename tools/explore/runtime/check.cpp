#include "check.hpp"

#include "../memory/race_detector.hpp"
#include "../memory/shadow.hpp"
#include "../report/observer.hpp"
#include "globals.hpp"
#include "heap.hpp"
#include "scheduler.hpp"

namespace threadlings::explorer {

namespace {

[[noreturn]] void report(const Race& race, Verdict verdict, std::uintptr_t address,
                         std::size_t size) {
  Failure& failure = *rt.failure;
  failure.address = address;
  failure.size = static_cast<std::uint32_t>(size);
  failure.other_thread = static_cast<int>(race.thread);
  failure.other_writes = race.writes;
  fail(verdict, "");
}

// With races allowed, accesses to words on which there is a race are steps. Which those are is
// learnt on the way; each discovery makes the search start again.
bool is_racy(std::uintptr_t address) {
  return address >= kFirstPage && word_at(address).racy();
}

void note_racy(std::uintptr_t address, std::size_t size) {
  for (std::uintptr_t p = address & ~std::uintptr_t{7}; p < address + size; p += 8) {
    Word& word = word_at(p);
    if (word.racy()) continue;
    word.racy_in = rt.exploration;
    rt.new_racy = true;
  }
}

void check_null(std::uintptr_t address) {
  if (address >= kFirstPage) return;
  fail(Verdict::crash, "a null pointer is dereferenced");
}

void plain_step(std::uintptr_t address, bool write) {
  Action action;
  action.op = write ? Op::write : Op::read;
  action.object = address;
  action.touch[0] = {address, write};
  visible(action);
}

void give_way() {
  Action action;
  action.op = Op::yield;
  visible(action);
}

}  // namespace

void check_plain(std::uintptr_t address, std::size_t size, bool write, const void* pc) {
  if (rt.failed) fail(rt.failure->verdict, "");
  if (write) note_write(address);
  if (write && address - globals_low < globals_size) mark_global(address, size);
  const bool ignored = rt.self().ignores;
  if (rt.count > 1) {
    if (!rt.races && !ignored && is_racy(address))
      plain_step(address, write);
    else if (++rt.self().plain_run > kPatience && rt.live > 1)
      give_way();
  }
  if (rt.observer)
    rt.observer->event(write ? Op::write : Op::read, address, static_cast<unsigned>(size), pc);
  check_null(address);
  check_alive(address, size);
  if (rt.count == 1 || ignored) return;  // what happened before all threads races with nothing
  const Race* race = plain_access(address, static_cast<unsigned>(size), write);
  if (!race) return;
  if (!rt.races) return note_racy(address, size);
  report(*race, Verdict::race, address, size);
}

void check_free(std::uintptr_t address, std::size_t size) {
  if (rt.count == 1 || !rt.races) return;
  const Race* race = plain_access(address, static_cast<unsigned>(size), true);
  if (race) report(*race, Verdict::use_after_free, address, size);
}

void check_primitive(const void* p, std::size_t size) {
  if (rt.failed) fail(rt.failure->verdict, "");
  check_null(reinterpret_cast<std::uintptr_t>(p));
  check_alive(reinterpret_cast<std::uintptr_t>(p), size);
}

}  // namespace threadlings::explorer
