// Two signalmen, one on either side of a bridge. First both ask at the same moment, at one bridge
// after the other; then they send their trains over.
#include <sched.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

#include "bridge.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int kTrains = 20'000;

// Nobody waits that long at a bridge over which a train takes less than a microsecond.
constexpr auto kMuchTooLong = 1s;
std::atomic<int> trains_crossed = 0;

// Two who ask at the same moment need a core each; on a busy machine they might share one.
void take_a_core_of_its_own(int side) {
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) != 0 || CPU_COUNT(&cores) < 2) return;
  int core = 0;
  for (int to_skip = side; !CPU_ISSET(core, &cores) || to_skip-- > 0;) ++core;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  sched_setaffinity(0, sizeof cores, &cores);
}

// Lets the two begin at the same moment, or as close to it as two cores can.
class StartingGun {
 public:
  void wait_for_the_other() {
    const int round = round_.load();
    if (arrived_.fetch_add(1) == 1) {
      arrived_ = 0;
      round_ = round + 1;
      return;
    }
    // Looking beats sleeping here: a thread that has to be woken comes much too late.
    for (int looks = 0; round_.load() == round; ++looks) {
      if (looks > 1'000) std::this_thread::yield();
    }
  }

 private:
  std::atomic<int> arrived_ = 0;
  std::atomic<int> round_ = 0;
};

// A country with many bridges. The same two signalmen ask at every one of them, in the same order.
struct Country {
  static constexpr int kBridges = 1'000;

  std::vector<Bridge> bridges = std::vector<Bridge>(kBridges);
  std::array<std::vector<char>, 2> may_go{std::vector<char>(kBridges), std::vector<char>(kBridges)};
};

struct Morning {
  std::unique_ptr<Country> country = std::make_unique<Country>();
  StartingGun gun;
  std::array<long, 4> how_often{};  // 0: nobody may go, 1: West, 2: East, 3: both
  bool is_over = false;
};

void count_answers(Morning& morning) {
  const auto& [west, east] = morning.country->may_go;
  for (int i = 0; i < Country::kBridges; ++i) ++morning.how_often[west[i] + 2 * east[i]];
}

void ask_at_all_bridges(Morning& morning, int side) {
  take_a_core_of_its_own(side);
  const auto end = Clock::now() + 800ms;
  while (!morning.is_over) {
    morning.gun.wait_for_the_other();
    Country& country = *morning.country;
    for (int i = 0; i < Country::kBridges; ++i) {
      country.may_go[side][i] = country.bridges[i].try_enter(side);
    }
    morning.gun.wait_for_the_other();
    if (side == kWest) {
      count_answers(morning);
      morning.country = std::make_unique<Country>();
      morning.is_over = Clock::now() > end;
    }
    morning.gun.wait_for_the_other();
  }
}

void ask_at_the_same_moment() {
  if (std::thread::hardware_concurrency() < 2) {
    std::printf("(With a single core nobody asks at the same moment as somebody else.)\n");
  }
  Morning morning;
  std::thread west([&] { ask_at_all_bridges(morning, kWest); });
  std::thread east([&] { ask_at_all_bridges(morning, kEast); });
  west.join();
  east.join();

  const auto& [nobody, only_west, only_east, both] = morning.how_often;
  std::printf("\"May I go?\" West and East have asked %ld times, at about the same moment.\n",
              nobody + only_west + only_east + both);
  std::printf("  West may go:  %9ld\n", only_west);
  std::printf("  East may go:  %9ld\n", only_east);
  std::printf("  nobody:       %9ld\n", nobody);
  std::printf("  both:         %9ld%s\n\n", both, both == 0 ? "" : "   <- they meet on the bridge");
}

void send_trains(Bridge& bridge, long& in_the_book, int side) {
  take_a_core_of_its_own(side);
  for (int i = 0; i < kTrains; ++i) {
    bridge.enter(side);
    ++in_the_book;
    bridge.leave(side);
    ++trains_crossed;
  }
}

void send_all_trains() {
  std::printf("Now %d trains cross from each side, and each is written into the book.\n", kTrains);
  std::fflush(stdout);
  Bridge bridge;
  long in_the_book = 0;
  std::thread west([&] { send_trains(bridge, in_the_book, kWest); });
  std::thread east([&] { send_trains(bridge, in_the_book, kEast); });
  west.join();
  east.join();
  std::printf("  The book says %ld of %d.\n", in_the_book, 2 * kTrains);
}

}  // namespace

// Lets the other side go on. Ends the program when nobody does; else you would have to press
// Ctrl+C.
void whistle() {
  thread_local int seen = -1;
  thread_local Clock::time_point since;
  const int crossed = trains_crossed;
  if (crossed != seen) {
    seen = crossed;
    since = Clock::now();
  } else if (Clock::now() - since > kMuchTooLong) {
    std::printf(
        "  %d trains have crossed. Now there is one on either side of the bridge, the bridge "
        "is\n  empty, and both have been whistling for a second.\n",
        crossed);
    std::fflush(stdout);
    std::_Exit(1);  // these two wait for ever, so there is nothing to join
  }
  std::this_thread::yield();
}

int main() {
  ask_at_the_same_moment();
  send_all_trains();
}
