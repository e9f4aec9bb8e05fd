// Five days at the museum, told in half a second. Both doors are busy all day long.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "visits.hpp"

namespace {

// A ticket is good if the sum of its digits divides by seven. Checking it gives each door a little
// work of its own between two visitors.
bool is_good(long ticket) {
  long sum = 0;
  for (; ticket > 0; ticket /= 10) sum += ticket % 10;
  return sum % 7 == 0;
}

// What the thread at a door does. `came_in` is this door's own list: no other thread touches it.
void watch_door(void (*enter)(), const std::atomic<bool>& museum_is_open, int& came_in) {
  for (long ticket = 1; museum_is_open; ++ticket) {
    if (!is_good(ticket)) continue;
    enter();
    ++came_in;
  }
}

struct Day {
  int came_in;
  int counted;
};

Day spend_a_day() {
  const int counted_before = visitors_so_far();
  int came_east = 0;
  int came_west = 0;

  std::atomic<bool> museum_is_open = true;
  std::thread east([&] { watch_door(enter_east, museum_is_open, came_east); });
  std::thread west([&] { watch_door(enter_west, museum_is_open, came_west); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  museum_is_open = false;
  east.join();  // the day ends when both doors are closed
  west.join();

  return {came_east + came_west, visitors_so_far() - counted_before};
}

}  // namespace

int main() {
  int missing_in_all = 0;
  std::printf("            came in    counted    missing\n");
  for (const char* name : {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}) {
    const Day day = spend_a_day();
    const int missing = day.came_in - day.counted;
    missing_in_all += missing;
    std::printf("%-9s %9d  %9d  %9d\n", name, day.came_in, day.counted, missing);
  }

  if (missing_in_all == 0) {
    std::printf("\nEverybody was counted, this time.\n");
  } else {
    std::printf("\nEvery one of them went past a door, and every door counted.\n");
    std::printf("Still, %d visitors are missing. Where did they go?\n", missing_in_all);
  }
}
