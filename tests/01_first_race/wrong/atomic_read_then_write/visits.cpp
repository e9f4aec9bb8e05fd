// caught by: explore (wrong)
#include "visits.hpp"

#include <atomic>

namespace {
std::atomic<int> visitors = 0;

void count_one() {
  visitors = visitors + 1;  // "visitors is atomic, so this line is, too"
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
