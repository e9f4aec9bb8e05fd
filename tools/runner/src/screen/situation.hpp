// The state of a program after a number of steps of its trace.
//
// Thread safety:  pure functions.
#pragma once

#include <string>
#include <vector>

#include "screen/trace.hpp"

namespace threadlings::runner {

struct Situation {
  struct Value {
    std::string name;
    std::string value;
    bool fresh = false;  // the last step has changed it
  };
  std::vector<Value> values;       // shared variables seen so far, in the order of their first use
  std::vector<std::string> locks;  // "mutex_ is held by T1"
  std::vector<std::string> waits;  // "T2 waits for mutex_ (held by T1)"
};

// After the first `done` steps.
Situation situation_after(const Trace& trace, std::size_t done);

}  // namespace threadlings::runner
