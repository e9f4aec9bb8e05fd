// caught by: explore (wrong)
#include "visits.hpp"

#include <mutex>

namespace {
std::mutex visitors_mutex;  // guards visitors
int visitors = 0;

void count_one() {
  if (!visitors_mutex.try_lock()) return;  // "never keep a visitor waiting"
  ++visitors;
  visitors_mutex.unlock();
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
