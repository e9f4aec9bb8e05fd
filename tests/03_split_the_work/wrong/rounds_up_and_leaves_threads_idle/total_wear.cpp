// caught by: test (wrong)
#include "total_wear.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <thread>

std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear, unsigned threads) {
  const std::size_t pieces = std::min<std::size_t>(threads, frames.size());
  if (pieces == 0) return 0;
  // Five frames on four threads: two, two, one, and nothing.
  const std::size_t length = (frames.size() + pieces - 1) / pieces;
  std::vector<std::uint64_t> sums(pieces);
  {
    std::vector<std::jthread> workers;
    for (std::size_t k = 0; k < pieces; ++k) {
      const std::size_t begin = std::min(k * length, frames.size());
      const std::size_t end = std::min(begin + length, frames.size());
      workers.emplace_back([&, k, begin, end] {
        for (std::size_t i = begin; i < end; ++i) sums[k] += wear(frames[i]);
      });
    }
  }
  return std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
}
