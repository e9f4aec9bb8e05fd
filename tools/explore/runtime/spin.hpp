// Threads that wait actively.
//
// A thread that comes round to where it was, with its stack as it was, and that has seen and left
// the rest of memory as it was, will do the same again: going round once more leads nowhere. Such a
// thread waits until something that it looked at is different. That loses no behaviour (the other
// rounds are the first one again), and if nobody is left who could make a difference, it is a
// livelock. (Model checkers know this as spin-assume; here no source is looked at, only what
// happens: -O0 keeps a function's state on the stack.)
#pragma once

#include <cstdint>

#include "runtime.hpp"

namespace threadlings::explorer {

void start_spins(unsigned thread);  // of a new run

// The running thread is about to do something, called from `pc`; if it has gone round, `action`
// becomes one that waits for a difference. Called before visible().
void note_round(Action& action, const void* pc);

// It was done: these bytes had one value and have another now. `pc` as before.
void note_seen(std::uintptr_t address, unsigned size, std::uint64_t before, std::uint64_t after,
               const void* pc);

// The same for a lock: it was taken, it was given back, or it was found taken.
enum class Held { taken, given, refused };
void note_lock(const Sync& lock, Held how, const void* pc);

// Where an operation is called: std::atomic's functions may be inlined there or not.
const void* site_of(const void* pc);

// The running thread did something that a round cannot take back.
inline void note_effect() {
  ++rt.self().effects;
}

}  // namespace threadlings::explorer
