// Adds up how worn a film reel is, on several threads.
//
// You edit total_wear.cpp. This header is the promise that it has to keep.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

using Frame = std::uint32_t;  // number of a picture on the reel

// How worn one frame is. Takes a while to compute. May be called on several threads at once. Does
// not throw.
using Wear = std::function<std::uint64_t(Frame frame)>;

// The sum of wear(frame) over all frames; wear is called once for each.
// The work is shared by exactly `threads` threads, or by one for each frame if there are fewer
// frames than that. They work at the same time. Each gets one piece, decided before it starts, and
// no piece has more than one frame more than another. The calling thread may be one of them.
// Returns when all have ended; until then the caller works on its piece or sleeps.
// Precondition: threads >= 1.
std::uint64_t total_wear(const std::vector<Frame>& frames, const Wear& wear, unsigned threads);
