// What the environment asks for.
#pragma once

#include "threadlings/explore.hpp"

namespace threadlings::explorer {

struct Settings {
  bool explore = true;  // false: the program runs once, as if it were linked without all this
  bool all_leaks = false;
  Options options;
};

Settings settings_from_environment();

}  // namespace threadlings::explorer
