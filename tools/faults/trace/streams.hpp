// The C library's streams in another process, which is a copy of this one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace threadlings::faulting {

struct Buffered {
  std::uint64_t address = 0;  // of the buffer
  std::string text;
};

// What waits to be written.
std::vector<Buffered> buffered_output(pid_t process);

}  // namespace threadlings::faulting
