// The line from a checked program to its judge.
//
// Purpose:        every event is one line `PID <tab> KIND <tab> FIELD ...`, written with a single
//                 write(2) so that lines of several processes never mix. Tabs, newlines and
//                 backslashes in fields are escaped as \t, \n and \\.
// Thread safety:  `report` may be called from any thread.
// Preconditions:  `open_channel` has been called once, at the start of `main`.
#pragma once

#include <initializer_list>
#include <string_view>

namespace threadlings::harness {

// Moves descriptor `fd` out of the way of the answer's own descriptors and keeps it from programs
// that the answer executes.
void open_channel(int fd);

void report(std::string_view kind, std::initializer_list<std::string_view> fields);

// The descriptor behind the channel, for the stack printer, which may not allocate.
int channel_descriptor();

}  // namespace threadlings::harness
