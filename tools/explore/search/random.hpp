// Random numbers that are the same everywhere: splitmix64 (Steele, Lea and Flood, OOPSLA 2014).
#pragma once

#include <cstdint>

namespace threadlings::explorer {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
  }

  // Below `limit`; the bias of the multiplication is far below what sampling could show.
  std::uint64_t below(std::uint64_t limit) {
    return static_cast<std::uint64_t>(static_cast<unsigned __int128>(next()) * limit >> 64);
  }

  unsigned member_of(std::uint64_t set) {
    auto skip = below(static_cast<std::uint64_t>(__builtin_popcountll(set)));
    while (skip--) set &= set - 1;
    return static_cast<unsigned>(__builtin_ctzll(set));
  }

 private:
  std::uint64_t state_;
};

}  // namespace threadlings::explorer
