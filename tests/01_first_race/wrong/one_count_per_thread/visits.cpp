// caught by: test (wrong)
#include "visits.hpp"

namespace {
thread_local int visitors =
    0;  // no race any more: every thread has its own, and the total is nobody's
}

void enter_east() {
  ++visitors;
}

void enter_west() {
  ++visitors;
}

int visitors_so_far() {
  return visitors;
}
