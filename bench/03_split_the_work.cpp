// gate: Serial / Yours >= 1.3 on 2 cores
//
// One core does about 75 ns of arithmetic for each frame and reads four bytes for it, so memory is
// not the limit. One pass takes a few milliseconds, so starting two threads costs next to nothing.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <numeric>
#include <vector>

#include "total_wear.hpp"

namespace {

constexpr Frame kFrames = 131'072;

std::uint64_t wear_of(Frame frame) {
  std::uint64_t x = frame;
  for (int i = 0; i < 48; ++i) {
    x ^= x >> 31;
    x *= 0x9E3779B97F4A7C15u;
    x ^= x >> 29;
  }
  return x % 256;
}

const Wear kWear = wear_of;

const std::vector<Frame>& reel() {
  static const std::vector<Frame> frames = [] {
    std::vector<Frame> all(kFrames);
    std::iota(all.begin(), all.end(), Frame{1});
    return all;
  }();
  return frames;
}

std::uint64_t plain_loop() {
  std::uint64_t total = 0;
  for (const Frame frame : reel()) total += kWear(frame);
  return total;
}

void serial(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(plain_loop());
}
BENCHMARK(serial)->Name("Serial")->UseRealTime()->Unit(benchmark::kMillisecond);

void yours(benchmark::State& state) {
  const std::uint64_t expected = plain_loop();
  for (auto _ : state) {
    if (total_wear(reel(), kWear, 2) != expected) {
      state.SkipWithError("the total is wrong");
      break;
    }
  }
}
BENCHMARK(yours)->Name("Yours")->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
