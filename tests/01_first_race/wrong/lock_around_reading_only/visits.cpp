// caught by: tsan (race)
#include "visits.hpp"

#include <mutex>

namespace {
std::mutex visitors_mutex;
int visitors = 0;
}  // namespace

void enter_east() {
  ++visitors;
}

void enter_west() {
  ++visitors;
}

int visitors_so_far() {
  std::lock_guard hold(visitors_mutex);  // "now the number I read is the right one"
  return visitors;
}
