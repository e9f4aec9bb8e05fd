// caught by: explore (wrong)
#include "total_wear.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <span>
#include <thread>

std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear, unsigned threads) {
  const std::span<const Frame> all(frames);
  const std::size_t pieces = std::min<std::size_t>(threads, all.size());
  std::atomic<std::uint64_t> total = 0;
  {
    std::vector<std::jthread> workers;
    for (std::size_t k = 0; k < pieces; ++k) {
      const std::size_t begin = all.size() * k / pieces;
      const std::size_t end = all.size() * (k + 1) / pieces;
      workers.emplace_back([&total, &wear, piece = all.subspan(begin, end - begin)] {
        std::uint64_t sum = 0;
        for (const Frame frame : piece) sum += wear(frame);
        total = total + sum;  // "total is atomic, so this is safe"
      });
    }
  }
  return total;
}
