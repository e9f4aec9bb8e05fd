// caught by: test (memory)
#include "total_wear.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <thread>

std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear, unsigned threads) {
  const std::size_t length = (frames.size() + threads - 1) / threads;
  std::vector<std::uint64_t> sums(threads);
  {
    std::vector<std::jthread> workers;
    for (std::size_t k = 0; k < threads; ++k) {
      workers.emplace_back([&, k] {
        const Frame* frame = frames.data() + k * length;
        const Frame* end = std::min(frame + length, frames.data() + frames.size());
        while (frame != end) sums[k] += wear(*frame++);
      });
    }
  }
  return std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
}
