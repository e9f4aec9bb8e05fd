// The ways in which a program ends, and signals.
#pragma once

namespace threadlings::explorer {

void watch_process();  // at the start of an exploration
void unwatch_process();

}  // namespace threadlings::explorer
