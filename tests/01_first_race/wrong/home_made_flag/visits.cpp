// caught by: tsan (race)
#include "visits.hpp"

#include <thread>

namespace {
volatile bool busy = false;
int visitors = 0;

// Both doors can see `busy == false` at the same time, and then both go in.
void count_one() {
  while (busy) std::this_thread::yield();
  busy = true;
  ++visitors;
  busy = false;
}
}  // namespace

void enter_east() {
  count_one();
}

void enter_west() {
  count_one();
}

int visitors_so_far() {
  return visitors;
}
