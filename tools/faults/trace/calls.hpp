// The system calls that are traced, and what they are to the fault explorer.
#pragma once

#include <vector>

namespace threadlings::faulting {

enum class Group {
  input,       // takes bytes from a descriptor
  output,      // gives bytes to one
  wait,        // waits for a child
  poll,        // waits for descriptors
  accept,      // makes a descriptor, and waits for it
  sleep,       // waits for time to pass
  suspend,     // waits for a signal
  lock,        // a futex: waits for another thread or process
  process,     // makes a process or a thread
  descriptor,  // makes a descriptor
  close,
  memory,
  exec,
  kill,  // sends a signal
  end,
  timer,  // arms one
  other,
  marker  // no call: the subject tells where its scenario begins and ends
};

struct CallKind {
  long number;
  const char* name;
  Group group;
  bool counted;  // false: seen for the schedule only, never shown, no place for a fault
};

inline constexpr long kMarker = 0x0F417F0;  // no such call

const std::vector<CallKind>& traced_calls();
const CallKind& kind_of(long number);

}  // namespace threadlings::faulting
