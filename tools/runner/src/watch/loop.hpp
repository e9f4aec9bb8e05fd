// The watch mode: one thread that waits for keys, saves, verdicts and signals at once.
//
// Purpose:        brings what happens to a `Session` and its picture to the terminal.
// Guarantees:     waits without a time limit when nothing is under way; the terminal is as it was
//                 when this returns, throws, or dies.
// Errors:         UsageError for a lesson that there is not; `Interrupted` after SIGINT, SIGTERM or
//                 SIGHUP.
#pragma once

#include <string>

#include "context.hpp"

namespace threadlings::runner {

// Until the learner quits. `lesson`: its name; empty for the next unfinished one.
void watch(const Context& context, const std::string& lesson);

// There is a person at a terminal: keys can be read, and a screen be shown.
bool can_watch();

}  // namespace threadlings::runner
