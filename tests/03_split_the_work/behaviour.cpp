// stub: test (unsolved)
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <string>
#include <vector>

#include "threadlings/watched.hpp"
#include "total_wear.hpp"

namespace {

using Seen = threadlings::Watched::Seen;

std::uint64_t wear_of(Frame frame) {
  return 1 + 1000 * std::uint64_t{frame};
}

std::string case_of(std::size_t frames, unsigned threads) {
  return std::to_string(frames) + " frames on " + std::to_string(threads) + " threads";
}

// One call of total_wear. A look at a frame ends when the test says so.
class Reel {
 public:
  Reel(std::size_t size, unsigned threads) : frames_(size), gates_(size), threads_(threads) {
    std::iota(frames_.begin(), frames_.end(), Frame{0});
    call_ = std::make_unique<threadlings::Watched>(
        [this] { total_ = total_wear(frames_, wear_, threads_); });
  }

  ~Reel() { finish(); }

  // Looks until total_wear has returned, or waits, with `looks` frames looked at so far.
  Seen settle(std::size_t looks) {
    return call_->settle([this, looks] { return looks_so_far().size() == looks; });
  }

  Seen settle() { return call_->settle(); }

  // Lets the looks at all frames but one end.
  void let_all_but(Frame frame) {
    for (const Frame other : frames_) {
      if (other != frame) gates_[other].open();
    }
  }

  // Lets all looks end and waits for the total.
  void finish() {
    for (auto& gate : gates_) gate.open();
    (void)call_->all_threads_ended();  // those that it has left behind, if any
    call_->join();
    (void)call_->all_threads_ended();
  }

  std::vector<Frame> looks_so_far() const {
    const std::lock_guard lock(mutex_);
    std::vector<Frame> frames;
    for (const Look& look : looks_) frames.push_back(look.frame);
    return frames;
  }

  // How many frames each thread has looked at.
  std::map<int, int> pieces() const {
    const std::lock_guard lock(mutex_);
    std::map<int, int> pieces;
    for (const Look& look : looks_) ++pieces[look.thread];
    return pieces;
  }

  const std::vector<Frame>& frames() const { return frames_; }
  std::uint64_t total() const { return total_; }  // after finish()
  std::uint64_t expected() const {
    std::uint64_t sum = 0;
    for (const Frame frame : frames_) sum += wear_of(frame);
    return sum;
  }

 private:
  struct Look {
    Frame frame;
    int thread;
  };

  std::uint64_t look_at(Frame frame) {
    {
      const std::lock_guard lock(mutex_);
      looks_.push_back({frame, threadlings::thread_number()});
    }
    if (frame < gates_.size()) gates_[frame].pass();
    return wear_of(frame);
  }

  std::vector<Frame> frames_;
  std::deque<threadlings::Gate> gates_;  // one for each frame
  const unsigned threads_;
  // A member, so that it outlives threads which total_wear may have left behind.
  const Wear wear_ = [this](Frame frame) { return look_at(frame); };

  mutable std::mutex mutex_;  // guards looks_
  std::vector<Look> looks_;

  std::uint64_t total_ = 0;
  std::unique_ptr<threadlings::Watched> call_;  // the last member: it uses all the others
};

TEST(TotalWear, LetsAllThreadsWorkAtTheSameTime) {
  Reel reel(12, 4);
  const Seen seen = reel.settle(4);
  ASSERT_EQ(reel.looks_so_far().size(), 4u)
      << "Four threads were asked for. No look at a frame has ended yet, and everything stands "
         "still: four frames should be looked at, one by each thread.";
  EXPECT_EQ(reel.pieces().size(), 4u) << "So many threads looked at a frame.";
  EXPECT_EQ(seen, Seen::waiting) << "total_wear should sleep, or work, until all have ended.";
  reel.finish();
  EXPECT_EQ(reel.total(), reel.expected());
}

TEST(TotalWear, GivesEveryThreadAnEvenPiece) {
  struct Case {
    std::size_t frames;
    unsigned threads;
  };
  for (const auto& [frames, threads] :
       std::vector<Case>{{12, 4}, {10, 4}, {7, 4}, {5, 4}, {9, 2}}) {
    Reel reel(frames, threads);
    reel.settle(threads);
    ASSERT_EQ(reel.looks_so_far().size(), threads) << case_of(frames, threads);
    // One thread is stuck with its first frame. What the others do is their own piece, no more.
    const Frame stuck = reel.looks_so_far().front();
    reel.let_all_but(stuck);
    reel.settle();
    reel.finish();
    std::vector<int> sizes;
    for (const auto& [thread, piece] : reel.pieces()) sizes.push_back(piece);
    std::sort(sizes.begin(), sizes.end());
    EXPECT_EQ(sizes.size(), threads) << case_of(frames, threads);
    EXPECT_LE(sizes.back() - sizes.front(), 1)
        << case_of(frames, threads) << ": the biggest piece has " << sizes.back()
        << ", the smallest has " << sizes.front()
        << ". All wait for the thread with the biggest piece.";
  }
}

TEST(TotalWear, WaitsForTheLastThreadWhicheverItIs) {
  for (const Frame last : {0u, 1u, 2u}) {
    Reel reel(3, 3);
    reel.settle(3);
    ASSERT_EQ(reel.looks_so_far().size(), 3u) << "Three frames on three threads.";
    reel.let_all_but(last);
    EXPECT_EQ(reel.settle(3), Seen::waiting)
        << "total_wear returned while the thread with frame " << last << " was still at work.";
    reel.finish();
    EXPECT_EQ(reel.total(), reel.expected());
  }
}

TEST(TotalWear, LooksAtEveryFrameOnceHoweverTheyAreSplit) {
  for (const std::size_t frames : {1u, 2u, 3u, 5u, 8u, 13u, 31u}) {
    for (const unsigned threads : {1u, 2u, 3u, 4u, 7u}) {
      Reel reel(frames, threads);
      reel.finish();
      std::vector<Frame> looks = reel.looks_so_far();
      std::sort(looks.begin(), looks.end());
      ASSERT_EQ(looks, reel.frames()) << case_of(frames, threads);
      ASSERT_EQ(reel.total(), reel.expected()) << case_of(frames, threads);
    }
  }
}

TEST(TotalWear, NeedsNoMoreThreadsThanThereAreFrames) {
  Reel reel(2, 8);
  reel.settle(2);
  EXPECT_EQ(reel.looks_so_far().size(), 2u) << "Two frames, eight threads: two threads work.";
  reel.finish();
  EXPECT_EQ(reel.total(), reel.expected());
}

// Fails no wrong answer: the boundary, for who divides by the number of frames.
TEST(TotalWear, IsZeroForAnEmptyReel) {
  Reel reel(0, 4);
  reel.finish();
  EXPECT_EQ(reel.total(), 0u);
}

TEST(TotalWear, LooksAgainWhenItIsAskedAgain) {
  std::vector<Frame> frames = {1, 2, 3, 4};
  const Wear itself = [](Frame frame) { return std::uint64_t{frame}; };
  const Wear double_wear = [](Frame frame) { return std::uint64_t{2} * frame; };
  EXPECT_EQ(total_wear(frames, itself, 2), 10u);
  EXPECT_EQ(total_wear(frames, double_wear, 2), 20u);
  frames[3] = 5;
  EXPECT_EQ(total_wear(frames, double_wear, 2), 22u);
}

TEST(TotalWear, HoldsTotalsThatNoIntCanHold) {
  const std::vector<Frame> frames(10, Frame{7});
  const Wear wear = [](Frame) { return std::uint64_t{3'000'000'000}; };
  EXPECT_EQ(total_wear(frames, wear, 2), 30'000'000'000u);
}

}  // namespace
