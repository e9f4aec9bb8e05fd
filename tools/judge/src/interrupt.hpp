// Whether the judge has been asked to stop (SIGINT, SIGTERM, SIGHUP). Loops that wait ask for it,
// and end what they have started.
#pragma once

#include <csignal>

namespace threadlings {

// Written by the signal handler, read by the waiting loops: sig_atomic_t is what a handler may
// write.
inline volatile std::sig_atomic_t interrupt_signal = 0;

inline bool interrupted() {
  return interrupt_signal != 0;
}

inline void stop_on_signals() {
  struct sigaction action {};
  action.sa_handler = [](int number) { interrupt_signal = number; };
  for (int number : {SIGINT, SIGTERM, SIGHUP}) sigaction(number, &action, nullptr);
}

}  // namespace threadlings
