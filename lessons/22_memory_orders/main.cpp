// A weather station and its displays, hurried through many mornings: what does this machine show?
#include <array>
#include <atomic>
#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

#include "station.hpp"

namespace {

#if defined(__x86_64__) || defined(__i386__)
constexpr const char* kMachine = "an x86";
#elif defined(__aarch64__) || defined(__arm__)
constexpr const char* kMachine = "an ARM";
#else
constexpr const char* kMachine = "another kind of";
#endif

// Repeats `attempt` until it says that it is done. The processor may do something else meanwhile.
template <class Attempt>
void insist(Attempt attempt) {
  while (!attempt()) std::this_thread::yield();
}

// Each morning has its bulletin. The station publishes them one by one, the display waits for each.
int wrong_reports(int mornings) {
  const auto bulletins = std::make_unique<Bulletin[]>(mornings);
  int wrong = 0;
  std::jthread display([&] {
    for (int i = 0; i < mornings; ++i) {
      const Report* report = nullptr;
      insist([&] { return (report = bulletins[i].read()) != nullptr; });
      if (report->celsius != -i || report->snow_cm != i) ++wrong;
    }
  });
  for (int i = 0; i < mornings; ++i) bulletins[i].publish({-i, 30, i});
  display.join();
  return wrong;
}

// It rains one millimetre each day. How often does the display see a day, but not its rain?
int days_without_their_rain(int days) {
  RainGauge gauge;
  int missing = 0;
  std::jthread display([&] {
    insist([&] {
      const Rain seen = gauge.read();
      if (seen.millimetres < seen.days) ++missing;
      return seen.days == days;
    });
  });
  for (int i = 0; i < days; ++i) gauge.add(1);
  display.join();
  return missing;
}

std::atomic<int> charts_drawn = 0;

std::unique_ptr<const Chart> draw() {
  charts_drawn.fetch_add(1, std::memory_order_relaxed);
  return std::make_unique<Chart>(Chart{1850, 2962});
}

struct Charts {
  int incomplete = 0;
  int too_many = 0;
};

// Two displays ask each room for its chart, as nearly at the same time as they can.
Charts look_at_charts(int rooms) {
  std::vector<std::unique_ptr<ChartRoom>> all;
  for (int i = 0; i < rooms; ++i) all.push_back(std::make_unique<ChartRoom>(draw));
  std::array<std::atomic<int>, 2> reached{};
  std::atomic<int> incomplete = 0;
  const auto ask = [&](int me) {
    for (int i = 0; i < rooms; ++i) {
      reached[me].store(i, std::memory_order_relaxed);
      insist([&] { return reached[1 - me].load(std::memory_order_relaxed) >= i; });
      if (all[i]->chart().summit_m != 2962) ++incomplete;
    }
    reached[me].store(rooms, std::memory_order_relaxed);
  };
  std::jthread valley(ask, 0);
  std::jthread hut(ask, 1);
  valley.join();
  hut.join();
  return {incomplete, charts_drawn - rooms};
}

}  // namespace

int main() {
  std::printf("A weather station on %s processor.\n\n", kMachine);
  const int wrong = wrong_reports(100'000);
  std::printf("  100000 morning reports:   %d were read before they were written\n", wrong);
  const int missing = days_without_their_rain(1'000'000);
  std::printf("  1000000 rainy days:       %d looks saw a day without its rain\n", missing);
  const Charts charts = look_at_charts(20'000);
  std::printf("  20000 charts for two:     %d incomplete, %d drawn in vain\n\n", charts.incomplete,
              charts.too_many);
  if (wrong + missing + charts.incomplete + charts.too_many == 0) {
    std::printf(
        "Nothing went wrong, this time, here. Does that mean that nothing can? Ask the explorer:\n"
        "  ./threadlings run 22 --check explore\n");
  } else {
    std::printf("On another machine the numbers will be others.\n");
  }
}
