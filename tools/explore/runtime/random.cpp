// Random numbers that are the same in every run: rand, random and the like keep their state in the
// C library, which is not put back, and std::random_device asks the processor.
#include <stdlib.h>

#include "interposed.hpp"
#include "runtime.hpp"
#include "spin.hpp"

using namespace threadlings::explorer;

namespace threadlings::explorer {

namespace {

STATE std::uint64_t state;

std::uint64_t next() {  // SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)
  note_effect();
  state += 0x9E3779B97F4A7C15;
  std::uint64_t z = state;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

}  // namespace

void start_random() {
  state = 1;
}

}  // namespace threadlings::explorer

extern "C" {

int rand() noexcept {
  if (!MODELLED) return REAL(rand)();
  return static_cast<int>(next() >> 33);
}
void srand(unsigned seed) noexcept {
  if (!MODELLED) return REAL(srand)(seed);
  state = seed;
}
long random() noexcept {
  if (!MODELLED) return REAL(random)();
  return static_cast<long>(next() >> 33);
}
void srandom(unsigned seed) noexcept {
  if (!MODELLED) return REAL(srandom)(seed);
  state = seed;
}
double drand48() noexcept {
  if (!MODELLED) return REAL(drand48)();
  return static_cast<double>(next() >> 11) * 0x1p-53;
}
long lrand48() noexcept {
  if (!MODELLED) return REAL(lrand48)();
  return static_cast<long>(next() >> 33);
}
void srand48(long seed) noexcept {
  if (!MODELLED) return REAL(srand48)(seed);
  state = static_cast<std::uint64_t>(seed);
}

// std::random_device::operator()
unsigned threadlings_random_device(void* device) __asm__("_ZNSt13random_device9_M_getvalEv");
unsigned threadlings_random_device(void* device) {
  if (!MODELLED) {
    using Function = unsigned(void*);
    STATE static Function* real = nullptr;
    if (!real)
      real = reinterpret_cast<Function*>(real_function("_ZNSt13random_device9_M_getvalEv"));
    return real(device);
  }
  return static_cast<unsigned>(next() >> 32);
}
}
