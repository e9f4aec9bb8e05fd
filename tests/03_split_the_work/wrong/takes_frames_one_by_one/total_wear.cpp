// caught by: test (wrong)
// Differs: no more threads than asked for, but each frame goes to whoever is free
#include "total_wear.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>

std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear, unsigned threads) {
  std::atomic<std::size_t> next = 0;
  std::atomic<std::uint64_t> total = 0;
  const std::size_t pieces = std::min<std::size_t>(threads, frames.size());
  std::vector<std::jthread> workers;
  for (std::size_t k = 0; k < pieces; ++k) {
    workers.emplace_back([&] {
      for (std::size_t i = next++; i < frames.size(); i = next++) total += wear(frames[i]);
    });
  }
  for (std::jthread& worker : workers) worker.join();
  return total;
}
