// caught by: test (memory)
#include "total_wear.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <thread>

std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear, unsigned threads) {
  const std::size_t pieces = std::min<std::size_t>(threads, frames.size());
  std::vector<std::uint64_t> sums(pieces);
  for (std::size_t k = 0; k < pieces; ++k) {
    const std::size_t begin = frames.size() * k / pieces;
    const std::size_t end = frames.size() * (k + 1) / pieces;
    std::thread([&, wear, k, begin, end] {  // a copy of wear: the caller may be gone
      for (std::size_t i = begin; i < end; ++i) sums[k] += wear(frames[i]);
    })
        .detach();
  }
  return std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
}
