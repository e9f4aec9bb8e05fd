// Partial order sampling (Yuan, Yang and Gu, CAV 2018): each pending step has a random priority,
// the highest goes first, and those that depend on it then draw again.
#include "random.hpp"
#include "strategies.hpp"

namespace threadlings::explorer {

namespace {

class Pos : public Search {
 public:
  explicit Pos(std::uint64_t seed) : random_(seed) {}

  bool start() override {
    drawn_ = 0;
    return true;
  }

  unsigned pick(const Menu& menu) override {
    for (std::uint64_t rest = menu.enabled & ~drawn_; rest; rest &= rest - 1)
      priorities_[lowest(rest)] = random_.next();
    drawn_ |= menu.enabled;
    unsigned best = lowest(menu.enabled);
    for (std::uint64_t rest = menu.enabled; rest; rest &= rest - 1)
      if (priorities_[lowest(rest)] > priorities_[best]) best = lowest(rest);
    drawn_ &= ~bit(best);
    for (std::uint64_t rest = drawn_; rest; rest &= rest - 1)
      if (depend(menu.action(lowest(rest))->touch, menu.action(best)->touch))
        drawn_ &= ~bit(lowest(rest));
    return best;
  }

  unsigned choose(unsigned options) override {
    return static_cast<unsigned>(random_.below(options));
  }
  void finished(const RunLog&) override {}

 private:
  Random random_;
  std::uint64_t drawn_ = 0;  // threads whose pending step has its priority
  std::uint64_t priorities_[64] = {};
};

}  // namespace

std::unique_ptr<Search> make_pos(std::uint64_t seed) {
  return std::make_unique<Pos>(seed);
}

}  // namespace threadlings::explorer
