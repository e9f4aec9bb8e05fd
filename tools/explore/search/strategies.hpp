// The strategies there are.
#pragma once

#include <memory>
#include <vector>

#include "search.hpp"

namespace threadlings::explorer {

inline constexpr int kUnbounded = 1 << 20;

// Depth-first over all choices, with at most so many preemptions, and so many choices among other
// things than threads that are not the first one (which is the usual one). No reduction: with a
// bound a reduction would lose interleavings (Coons, Musuvathi and McKinley, OOPSLA 2013).
std::unique_ptr<Search> make_depth_first(int preemptions = kUnbounded, int surprises = kUnbounded);

// Source sets and sleep sets; see dpor.cpp.
std::unique_ptr<Search> make_dpor();

// The same for weak memory; see weak_dpor.cpp.
std::unique_ptr<Search> make_weak_dpor();

std::unique_ptr<Search> make_random_walk(std::uint64_t seed);
std::unique_ptr<Search> make_pct(std::uint64_t seed, int depth);
std::unique_ptr<Search> make_pos(std::uint64_t seed);
std::unique_ptr<Search> make_surw(std::uint64_t seed);

// Follows given decisions and then the default. Strict: a decision that is impossible ends the run
// and is remembered.
class Script : public Search {
 public:
  virtual bool diverged() const = 0;
};
std::unique_ptr<Script> make_replay(std::vector<std::uint8_t> decisions);

// Follows a list of threads, one for each step, passing over those that cannot run.
std::unique_ptr<Search> make_sketch(std::vector<std::uint8_t> threads,
                                    std::vector<std::uint8_t> choices);

}  // namespace threadlings::explorer
