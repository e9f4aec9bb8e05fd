// caught by: test (wrong)
// Differs: more threads than asked for
#include "total_wear.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <thread>

std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear, unsigned threads) {
  std::vector<std::uint64_t> sums(frames.size());
  for (std::size_t begin = 0; begin < frames.size(); begin += threads) {
    const std::size_t end = std::min<std::size_t>(begin + threads, frames.size());
    std::vector<std::jthread> workers;
    for (std::size_t i = begin; i < end; ++i) {
      workers.emplace_back([&, i] { sums[i] = wear(frames[i]); });
    }
  }
  return std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
}
