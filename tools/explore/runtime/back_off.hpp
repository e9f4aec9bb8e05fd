// Threads that try to lock a mutex, fail, give up what they have and begin again.
//
// Two of them could disappoint each other for ever: a schedule that no machine keeps up, but that a
// search would follow without end. So a thread that has failed twice begins its next attempt only
// once what it failed to get is free, and no other such thread is in the middle of an attempt.
// Only if nobody else can run does it begin regardless: then it really gets nowhere.
#pragma once

#include <cstdint>

#include "runtime.hpp"

namespace threadlings::explorer {

// To be called when the running thread is about to lock or try to lock: adds to action.ready.
void begin_attempt(Action& action);

// The running thread gets the mutex (`tried`: with try_lock), could not get it, or gives it back.
void note_taken(const Sync& mutex, bool tried);
void note_not_taken(const Sync& mutex);
void note_given(const Sync& mutex);

}  // namespace threadlings::explorer
