// What stands on the screen, and what must be sent to change it.
//
// Purpose:        only lines that differ are painted again, so that nothing flickers.
// Thread safety:  one thread.
#pragma once

#include <string>
#include <vector>

#include "terminal.hpp"

namespace threadlings::runner {

class Frame {
 public:
  // The bytes that make a screen of so many columns show these lines, from its top, and nothing
  // below.
  std::string paint(const Terminal& terminal, const std::vector<std::string>& lines, int columns);

  // The screen may show anything now: paint all of it the next time.
  void forget() { known_ = false; }

 private:
  std::vector<std::string> shown_;
  bool known_ = false;
};

}  // namespace threadlings::runner
