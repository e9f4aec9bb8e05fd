#include "total_wear.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <thread>

namespace {

std::uint64_t sum_of(std::span<const Frame> piece, const Wear& wear) {
  // A local sum: no other thread can see it, so it needs no lock and stays in a register.
  std::uint64_t sum = 0;
  for (const Frame frame : piece) sum += wear(frame);
  return sum;
}

}  // namespace

std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear, unsigned threads) {
  const std::span<const Frame> all(frames);
  const std::size_t pieces = std::min<std::size_t>(threads, all.size());
  std::vector<std::uint64_t> sums(pieces);  // one slot for each thread
  {
    std::vector<std::jthread> workers;
    for (std::size_t k = 0; k < pieces; ++k) {
      // Piece k ends where piece k + 1 begins, so no frame is lost and none is counted twice.
      const std::size_t begin = all.size() * k / pieces;
      const std::size_t end = all.size() * (k + 1) / pieces;
      workers.emplace_back([&sums, &wear, k, piece = all.subspan(begin, end - begin)] {
        sums[k] = sum_of(piece, wear);
      });
    }
  }  // all workers join here; after that it is safe to read their sums
  return std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
}
