#include "total_wear.hpp"

// TODO: one thread does it all, however many you ask for. Split the work.
std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear,
                         [[maybe_unused]] unsigned threads) {
  std::uint64_t total = 0;
  for (const Frame frame : frames) total += wear(frame);
  return total;
}
