// caught by: tsan (race)
#include "visits.hpp"

#include <thread>

namespace {
int visitors = 0;
}

void enter_east() {
  ++visitors;
}

void enter_west() {
  std::this_thread::yield();  // "lets the east door go first"
  ++visitors;
}

int visitors_so_far() {
  return visitors;
}
