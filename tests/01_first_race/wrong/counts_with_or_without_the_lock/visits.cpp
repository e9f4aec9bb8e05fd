// caught by: explore (race)
#include "visits.hpp"

#include <mutex>

namespace {
std::mutex visitors_mutex;  // guards visitors
int visitors = 0;

void count_one() {
  std::unique_lock hold(visitors_mutex, std::try_to_lock);
  ++visitors;
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
