// One thing that the doctor looked at.
#pragma once

#include <string>

namespace threadlings::runner {

struct Finding {
  enum class State { good, doubtful, broken };
  std::string name;  // "ThreadSanitizer"
  State state = State::good;
  std::string text;  // what was seen
  std::string mend;  // one command, or one thing to do; empty if nothing is needed
};

}  // namespace threadlings::runner
