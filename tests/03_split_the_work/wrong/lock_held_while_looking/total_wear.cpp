// caught by: bench (slow)
// Differs: all threads run, but only one of them looks
#include "total_wear.hpp"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <thread>

std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear, unsigned threads) {
  std::mutex mutex;  // guards total
  std::uint64_t total = 0;
  const std::size_t pieces = std::min<std::size_t>(threads, frames.size());
  std::vector<std::jthread> workers;
  for (std::size_t k = 0; k < pieces; ++k) {
    const std::size_t begin = frames.size() * k / pieces;
    const std::size_t end = frames.size() * (k + 1) / pieces;
    workers.emplace_back([&, begin, end] {
      for (std::size_t i = begin; i < end; ++i) {
        const std::lock_guard lock(mutex);
        total += wear(frames[i]);
      }
    });
  }
  for (std::jthread& worker : workers) worker.join();
  return total;
}
