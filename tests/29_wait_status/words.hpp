// An ending in words.
#pragma once

#include <ostream>

#include "jobs.hpp"

// GoogleTest prints it so.
inline void PrintTo(const Ending& ending, std::ostream* out) {
  *out << (ending.how == Ending::killed ? "killed by signal " : "finished with code ")
       << ending.number;
}
