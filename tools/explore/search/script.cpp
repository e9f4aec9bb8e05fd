// Runs that are given: a replayed token, and the minimiser's variations of one.
#include "strategies.hpp"

namespace threadlings::explorer {

namespace {

class Replay : public Script {
 public:
  explicit Replay(std::vector<std::uint8_t> decisions) : decisions_(std::move(decisions)) {}

  bool start() override {
    next_ = 0;
    diverged_ = false;
    return true;
  }
  unsigned pick(const Menu& menu) override {
    if (!(menu.enabled & (menu.enabled - 1))) return lowest(menu.enabled);
    if (next_ == decisions_.size()) return preferred(menu, menu.enabled);
    unsigned thread = decisions_[next_++];
    if (thread < 64 && has(menu.enabled, thread)) return thread;
    diverged_ = true;
    return kPrune;
  }
  unsigned choose(unsigned options) override {
    if (next_ == decisions_.size()) return 0;
    unsigned value = decisions_[next_++];
    if (value < options) return value;
    diverged_ = true;
    return 0;
  }
  void finished(const RunLog&) override {
    if (next_ != decisions_.size()) diverged_ = true;
  }
  bool diverged() const override { return diverged_; }

 private:
  std::vector<std::uint8_t> decisions_;
  std::size_t next_ = 0;
  bool diverged_ = false;
};

class Sketch : public Search {
 public:
  Sketch(std::vector<std::uint8_t> threads, std::vector<std::uint8_t> choices)
      : threads_(std::move(threads)), choices_(std::move(choices)) {}

  bool start() override {
    next_ = next_choice_ = 0;
    return true;
  }
  unsigned pick(const Menu& menu) override {
    while (next_ < threads_.size()) {
      unsigned thread = threads_[next_++];
      if (has(menu.enabled, thread)) return thread;
    }
    return preferred(menu, menu.enabled);
  }
  unsigned choose(unsigned options) override {
    unsigned value = next_choice_ < choices_.size() ? choices_[next_choice_++] : 0;
    return value < options ? value : 0;
  }
  void finished(const RunLog&) override {}

 private:
  std::vector<std::uint8_t> threads_, choices_;
  std::size_t next_ = 0, next_choice_ = 0;
};

}  // namespace

std::unique_ptr<Script> make_replay(std::vector<std::uint8_t> decisions) {
  return std::make_unique<Replay>(std::move(decisions));
}

std::unique_ptr<Search> make_sketch(std::vector<std::uint8_t> threads,
                                    std::vector<std::uint8_t> choices) {
  return std::make_unique<Sketch>(std::move(threads), std::move(choices));
}

}  // namespace threadlings::explorer
