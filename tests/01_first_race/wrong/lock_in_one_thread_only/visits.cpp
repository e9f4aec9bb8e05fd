// caught by: tsan (race)
#include "visits.hpp"

#include <mutex>

namespace {
std::mutex visitors_mutex;
int visitors = 0;
}  // namespace

void enter_east() {
  std::lock_guard hold(visitors_mutex);
  ++visitors;
}

void enter_west() {
  ++visitors;
}  // "the east door is locked, so nobody can come between"

int visitors_so_far() {
  std::lock_guard hold(visitors_mutex);
  return visitors;
}
