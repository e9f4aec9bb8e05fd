// caught by: explore (wrong)
#include "visits.hpp"

#include <mutex>

namespace {
std::mutex visitors_mutex;  // guards visitors
int visitors = 0;

void count_one() {
  int seen = 0;
  {
    std::lock_guard hold(visitors_mutex);
    seen = visitors;
  }
  std::lock_guard hold(visitors_mutex);
  visitors = seen + 1;  // "each use of the count is locked"
}
}  // namespace

void enter_east() {
  count_one();
}

void enter_west() {
  count_one();
}

int visitors_so_far() {
  std::lock_guard hold(visitors_mutex);
  return visitors;
}
