// The film archive: how much faster is the reel checked with more threads?
#include <chrono>
#include <cstdio>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "total_wear.hpp"

namespace {

using Clock = std::chrono::steady_clock;

// Stands for looking at a picture closely: some hundred multiplications, each needing the last.
std::uint64_t wear_of(Frame frame) {
  std::uint64_t x = frame;
  for (int i = 0; i < 100; ++i) {
    x = (x ^ (x >> 31)) * 0x9E3779B97F4A7C15u;
  }
  return x % 100;
}

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

}  // namespace

int main() {
  std::vector<Frame> reel(500'000);
  std::iota(reel.begin(), reel.end(), Frame{1});
  std::printf("A reel of %zu frames. This machine can run %u threads at the same time.\n\n",
              reel.size(), std::thread::hardware_concurrency());
  std::printf("  threads   total wear        time\n");

  double first = 0;
  for (const unsigned threads : {1u, 2u, 4u}) {
    const auto start = Clock::now();
    const std::uint64_t total = total_wear(reel, wear_of, threads);
    const double took = milliseconds_since(start);
    if (threads == 1) first = took;
    const auto bar = static_cast<std::size_t>(30 * took / first);
    std::printf("  %7u   %10llu   %6.1f ms  %s\n", threads, static_cast<unsigned long long>(total),
                took, std::string(bar, '#').c_str());
  }
  std::printf("\nThe totals must agree. The bars should shrink, down to the number of cores.\n");
}
