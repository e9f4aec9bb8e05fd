// caught by: test (wrong)
#include "total_wear.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <thread>

std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear, unsigned threads) {
  const std::size_t pieces = std::min<std::size_t>(threads, frames.size());
  if (pieces == 0) return 0;
  const std::size_t length = frames.size() / pieces;
  std::vector<std::uint64_t> sums(pieces);
  {
    std::vector<std::jthread> workers;
    for (std::size_t k = 0; k < pieces; ++k) {
      workers.emplace_back([&, k] {
        for (std::size_t i = k * length; i < (k + 1) * length; ++i) sums[k] += wear(frames[i]);
      });
    }
  }
  return std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
}
