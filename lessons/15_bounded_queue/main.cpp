// A copy shop on two days: first with one clerk and one copier, then with three of each.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "bounded_queue.hpp"

namespace {

constexpr int kJobsOfOneClerk = 10'000;
constexpr std::size_t kRoomInTheTray = 2;

struct Shop {
  BoundedQueue tray{kRoomInTheTray};
  std::atomic<int> accepted = 0;
  std::atomic<int> printed = 0;
};

void take_orders(Shop& shop, int clerk) {
  for (int i = 0; i < kJobsOfOneClerk; ++i) {
    if (!shop.tray.push({kJobsOfOneClerk * clerk + i})) return;
    ++shop.accepted;
  }
}

void print(Shop& shop) {
  while (shop.tray.pop()) ++shop.printed;
}

// Ends the program when nothing has been printed for a second and people are still here. Without it
// you would have to press Ctrl+C.
void give_up_when_stuck(const Shop& shop, const std::atomic<int>& at_work) {
  using namespace std::chrono_literals;
  for (int before = -1; at_work > 0;) {
    if (shop.printed == before) {
      std::printf("\n  Stuck. Everybody has been asleep for a second, with %zu jobs in the tray.\n",
                  shop.tray.size());
      std::printf("  %d jobs were taken, %d were printed, and %d threads will sleep for ever.\n\n",
                  shop.accepted.load(), shop.printed.load(), at_work.load());
      std::fflush(stdout);
      std::_Exit(1);  // threads that never end cannot be joined
    }
    before = shop.printed;
    for (int i = 0; i < 100 && at_work > 0; ++i) std::this_thread::sleep_for(10ms);
  }
}

void open_for_a_day(const char* staff, int clerks, int copiers) {
  std::printf("%s\n", staff);
  std::fflush(stdout);
  Shop shop;
  std::atomic<int> clerks_here = clerks;
  std::atomic<int> at_work = clerks + copiers;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < copiers; ++i) {
      threads.emplace_back([&] {
        print(shop);
        --at_work;
      });
    }
    for (int clerk = 0; clerk < clerks; ++clerk) {
      threads.emplace_back([&, clerk] {
        take_orders(shop, clerk);
        if (--clerks_here == 0) shop.tray.close();  // the last one locks the door
        --at_work;
      });
    }
    give_up_when_stuck(shop, at_work);
  }
  std::printf("  %d jobs were taken, %d were printed. All have gone home.\n\n",
              shop.accepted.load(), shop.printed.load());
}

}  // namespace

int main() {
  open_for_a_day("Monday: one clerk, one copier.", 1, 1);
  open_for_a_day("Tuesday: three clerks, three copiers.", 3, 3);
}
