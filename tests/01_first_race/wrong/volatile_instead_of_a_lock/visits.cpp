// caught by: tsan (race)
#include "visits.hpp"

namespace {
volatile int visitors = 0;  // "so that every thread sees the newest value"
}

void enter_east() {
  visitors = visitors + 1;
}

void enter_west() {
  visitors = visitors + 1;
}

int visitors_so_far() {
  return visitors;
}
