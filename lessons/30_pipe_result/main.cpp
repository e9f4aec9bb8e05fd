// A child process computes a picture with 1,048,576 points and sends it to its parent.
#include <unistd.h>

#include <complex>
#include <cstdio>
#include <string>

#include "results.hpp"

namespace {

constexpr int kSide = 1024;  // points in a row, and rows
constexpr int kAcross = 16;  // the screen shows every 16th point of a row
constexpr int kDown = 32;    // of every 32nd row
constexpr int kPatience = 63;

// How long it takes until z = z * z + c runs away, as a character: the Mandelbrot set.
char colour_of(std::complex<float> c) {
  static constexpr char kColours[] = "  ..,,::;;++oo%%@@##";
  std::complex<float> z;
  int steps = 0;
  while (steps != kPatience && std::norm(z) < 4) {
    z = std::complex<float>{z.real() * z.real() - z.imag() * z.imag(), 2 * z.real() * z.imag()} + c;
    ++steps;
  }
  return steps == kPatience ? ' ' : kColours[steps < 20 ? steps : 19];
}

std::string picture() {
  std::string points;
  points.reserve(kSide * kSide);
  for (int y = 0; y != kSide; ++y) {
    for (int x = 0; x != kSide; ++x) {
      points += colour_of({3.0F * x / kSide - 2.2F, 2.4F * y / kSide - 1.2F});
    }
  }
  return points;
}

void show(const std::string& points) {
  for (std::size_t y = 0; y < kSide; y += kDown) {
    std::string line;
    for (std::size_t x = 0; x < kSide; x += kAcross) {
      const std::size_t at = y * kSide + x;
      line += at < points.size() ? points[at] : '?';
    }
    std::printf("%s\n", line.c_str());
  }
}

}  // namespace

int main() {
  std::printf("Process %d waits for a picture.\n", static_cast<int>(getpid()));
  const std::string points = result_from_child([] { return picture(); });
  show(points);
  std::printf("%zu of %d points have arrived.\n", points.size(), kSide * kSide);

  try {
    const std::string nothing =
        result_from_child([]() -> std::string { throw std::runtime_error("out of paint"); });
    std::printf("A child failed, and nobody noticed: its picture has %zu points.\n",
                nothing.size());
  } catch (const ChildFailed& failure) {
    std::printf("Another child failed, and its parent knows: %s.\n", failure.what());
  }
}
