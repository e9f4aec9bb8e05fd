// caught by: tsan (race)
#include "visits.hpp"

#include <mutex>

namespace {
int visitors = 0;
}

void enter_east() {
  std::mutex visitors_mutex;  // every call has its own
  std::lock_guard hold(visitors_mutex);
  ++visitors;
}

void enter_west() {
  std::mutex visitors_mutex;
  std::lock_guard hold(visitors_mutex);
  ++visitors;
}

int visitors_so_far() {
  return visitors;
}
