// Ctrl-C and its relatives, as a descriptor that any thread can wait on.
//
// Purpose:        a run of checks ends at once and in order: whoever waits for a child also waits
//                 for this descriptor, ends the child, and throws `Interrupted`.
// Thread safety:  call `catch_interrupts` once, before other threads start; the rest from any
//                 thread.
// Invariant:      once readable, the descriptor stays readable, so that every waiter sees it.
#pragma once

namespace threadlings::runner {

struct Interrupted {
  int signal = 0;
};

// SIGINT, SIGTERM and SIGHUP no longer end the process but make `interrupt_descriptor` readable.
void catch_interrupts();

// -1 until `catch_interrupts` was called; poll(2) ignores that value.
int interrupt_descriptor();

// Throws `Interrupted` if a signal came.
void throw_if_interrupted();

}  // namespace threadlings::runner
