// caught by: tsan (race)
#include "visits.hpp"

#include <mutex>

namespace {
std::mutex east_mutex;
std::mutex west_mutex;
int visitors = 0;
}  // namespace

void enter_east() {
  std::lock_guard hold(east_mutex);
  ++visitors;
}

void enter_west() {
  std::lock_guard hold(west_mutex);
  ++visitors;
}

int visitors_so_far() {
  std::scoped_lock hold(east_mutex, west_mutex);
  return visitors;
}
