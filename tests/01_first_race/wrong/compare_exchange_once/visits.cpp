// caught by: explore (wrong)
#include "visits.hpp"

#include <atomic>

namespace {
std::atomic<int> visitors = 0;

void count_one() {
  int seen = visitors;
  visitors.compare_exchange_strong(seen, seen + 1);  // "it adds one if nobody was quicker"
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
