// caught by: bench (slow)
#include "total_wear.hpp"

#include <thread>

std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear,
                         [[maybe_unused]] unsigned threads) {
  std::uint64_t total = 0;
  std::jthread([&] {
    for (const Frame frame : frames) total += wear(frame);
  }).join();
  return total;
}
