// What a test leaves behind in its own process: threads, children, descriptors.
//
// Thread safety:  use from the thread that runs the tests.
// Source:         proc(5) for /proc/self/task and /proc/self/fd, waitid(2) for WNOWAIT.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace threadlings::harness {

struct Leftover {
  std::string kind;  // "thread", "zombie", "process", "descriptor"
  std::string text;  // "2 threads are still running"
};

// Remembers what is there now, and later tells what has been added since.
class Inventory {
 public:
  Inventory();
  std::vector<Leftover> added_since() const;

 private:
  std::size_t threads_;
  std::map<int, std::string> descriptors_;
};

}  // namespace threadlings::harness
