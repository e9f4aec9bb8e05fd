// caught by: tsan (race)
#include "visits.hpp"

#include <mutex>

namespace {
std::mutex visitors_mutex;
int visitors = 0;
}  // namespace

void enter_east() {
  std::lock_guard<std::mutex>{visitors_mutex};  // locked and unlocked again at the semicolon
  ++visitors;
}

void enter_west() {
  std::lock_guard<std::mutex>{visitors_mutex};
  ++visitors;
}

int visitors_so_far() {
  std::lock_guard<std::mutex>{visitors_mutex};
  return visitors;
}
