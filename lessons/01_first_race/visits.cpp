#include "visits.hpp"

namespace {
int visitors = 0;
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
