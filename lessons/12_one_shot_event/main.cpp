// A concert hall sells tickets at five counters. None may sell before the price list is loaded.
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "event.hpp"

namespace {

using namespace std::chrono_literals;

constexpr int kCounters = 5;

// Plain data: written by the loader before the event, read by the counters after it.
struct PriceList {
  std::string concert = "(no concert)";
  std::array<int, kCounters> cents{};
};

struct Hall {
  PriceList prices;
  Event prices_loaded;
  std::array<std::atomic<bool>, kCounters> open{};
};

// Some counters are quick, some come late: one looks for its glasses until the prices are there.
void run_counter(Hall& hall, int number, std::chrono::milliseconds late) {
  std::this_thread::sleep_for(late);
  hall.prices_loaded.wait();
  std::printf("  counter %d is open: \"%s\", %.2f\n", number + 1, hall.prices.concert.c_str(),
              hall.prices.cents[number] / 100.0);
  hall.open[number] = true;
}

void load_prices(Hall& hall) {
  std::this_thread::sleep_for(150ms);  // the disk is slow in the morning
  hall.prices = {"The Planets", {4500, 4500, 2800, 2800, 1200}};
  std::printf("  prices loaded\n");
  hall.prices_loaded.fire();
}

int open_counters(const Hall& hall) {
  int count = 0;
  for (const auto& open : hall.open) count += open ? 1 : 0;
  return count;
}

// Ends the program when the prices have long been there and counters still sleep. Without it you
// would have to press Ctrl+C.
void give_up_when_stuck(const Hall& hall) {
  for (int i = 0; i != 100; ++i) {
    if (open_counters(hall) == kCounters) return;
    std::this_thread::sleep_for(10ms);
  }
  std::printf("\n  A second later %d of %d counters are open.\n", open_counters(hall), kCounters);
  for (int i = 0; i != kCounters; ++i) {
    if (!hall.open[i]) std::printf("  Counter %d still waits for its prices.\n", i + 1);
  }
  std::printf("  No error, no processor time used. They sleep.\n");
  std::fflush(stdout);
  std::_Exit(1);  // these threads will never end, so there is nothing to join
}

}  // namespace

int main() {
  std::printf("The hall opens its counters while the prices are still being loaded.\n");
  std::fflush(stdout);
  Hall hall;
  std::vector<std::jthread> threads;
  for (int i = 0; i != kCounters; ++i) {
    const auto late = i == 1 ? 300ms : 0ms;
    threads.emplace_back([&hall, i, late] { run_counter(hall, i, late); });
  }
  threads.emplace_back([&hall] { load_prices(hall); });
  give_up_when_stuck(hall);
  threads.clear();
  std::printf("All counters are open. Nobody got in for nothing.\n");
}
