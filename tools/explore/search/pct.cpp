// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010):
// threads have random priorities, and at depth - 1 random steps the running thread falls below all
// others. A bug that needs `depth` ordering constraints is found with a known probability.
#include <algorithm>

#include "random.hpp"
#include "strategies.hpp"

namespace threadlings::explorer {

namespace {

class Pct : public Search {
 public:
  Pct(std::uint64_t seed, int depth) : random_(seed), depth_(depth) {}

  bool start() override {
    step_ = 0;
    next_low_ = 0;
    for (auto& priority : priorities_) priority = static_cast<std::int64_t>(random_.next() >> 2);
    changes_.clear();
    for (int i = 1; i < depth_; ++i) changes_.push_back(1 + random_.below(length_));
    return true;
  }

  unsigned pick(const Menu& menu) override {
    ++step_;
    for (std::uint64_t change : changes_)
      if (change == step_) priorities_[highest(menu)] = --next_low_;
    unsigned thread = highest(menu);
    if (menu.action(thread)->op != Op::yield) return thread;
    priorities_[thread] = --next_low_;  // it asks to be last, or it would spin for ever
    return highest(menu);
  }

  unsigned choose(unsigned options) override {
    return static_cast<unsigned>(random_.below(options));
  }

  void finished(const RunLog&) override { length_ = std::max(length_, step_); }

 private:
  unsigned highest(const Menu& menu) const {
    unsigned best = lowest(menu.enabled);
    for (std::uint64_t rest = menu.enabled; rest; rest &= rest - 1)
      if (priorities_[lowest(rest)] > priorities_[best]) best = lowest(rest);
    return best;
  }

  Random random_;
  int depth_;
  std::uint64_t step_ = 0, length_ = 1;
  std::int64_t next_low_ = 0;  // counts down, below every random priority
  std::int64_t priorities_[64] = {};
  std::vector<std::uint64_t> changes_;
};

}  // namespace

std::unique_ptr<Search> make_pct(std::uint64_t seed, int depth) {
  return std::make_unique<Pct>(seed, depth);
}

}  // namespace threadlings::explorer
