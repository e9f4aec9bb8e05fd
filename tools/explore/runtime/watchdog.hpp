// Ends a run that gets nowhere: a loop without any hook, or one over memory of its own.
//
// Hooks cannot do that, so a timer does. It counts processor time, not the clock's: on a busy
// machine nobody is suspected sooner.
#pragma once

namespace threadlings::explorer {

void start_watchdog();  // at the start of an exploration
void stop_watchdog();

}  // namespace threadlings::explorer
