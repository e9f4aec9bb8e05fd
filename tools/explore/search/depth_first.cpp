// Plain depth-first search over the tree of choices, optionally bounded in preemptions
// (Musuvathi and Qadeer, PLDI 2007). It is also the oracle that reductions are tested against.
#include "strategies.hpp"

namespace threadlings::explorer {

namespace {

struct Choice {
  std::uint64_t todo;  // threads still to try; for other choices: how many options
  unsigned picked;
  bool thread;
  std::uint64_t enabled;  // threads that could run
};

class DepthFirst : public Search {
 public:
  DepthFirst(int bound, int surprises) : bound_(bound), most_surprises_(surprises) {
    path_.reserve(1 << 8);
  }

  bool start() override {
    if (started_ && !advance()) return false;
    started_ = true;
    depth_ = 0;
    preemptions_ = surprises_ = 0;
    return true;
  }

  unsigned pick(const Menu& menu) override {
    if (!(menu.enabled & (menu.enabled - 1))) return lowest(menu.enabled);
    if (depth_ == path_.size()) extend(menu);
    const Choice& choice = path_[depth_++];
    if (choice.enabled != menu.enabled) return kDiverged;
    unsigned thread = choice.picked;
    if (is_preemption(menu, thread)) ++preemptions_;
    return thread;
  }

  unsigned choose(unsigned options) override {
    if (depth_ == path_.size())
      path_.push_back({surprises_ < most_surprises_ ? options : 1, 0, false, 0});
    if (path_[depth_].picked) ++surprises_;
    return path_[depth_++].picked;
  }

  void finished(const RunLog&) override {}
  bool exhausted() const override { return started_ && path_.empty(); }

  // Each choice divides what is below it evenly: Knuth's estimate (Mathematics of Computation 29).
  double fraction() const override {
    double done = 0, share = 1;
    for (const Choice& choice : path_) {
      double options = choice.thread ? __builtin_popcountll(choice.todo) + tried(choice)
                                     : static_cast<double>(choice.todo);
      double before = choice.thread ? tried(choice) - 1 : choice.picked;
      done += share * before / options;
      share /= options;
    }
    return done + share;
  }

 private:
  static bool is_preemption(const Menu& menu, unsigned thread) {
    return thread != menu.current && has(menu.enabled, menu.current) &&
           preferred(menu, menu.enabled) == menu.current;
  }

  double tried(const Choice& choice) const { return tried_[&choice - path_.data()]; }

  void extend(const Menu& menu) {
    unsigned first = preferred(menu, menu.enabled);
    std::uint64_t others = menu.enabled & ~bit(first);
    if (first == menu.current && preemptions_ >= bound_) others = 0;
    tried_.resize(path_.size());
    tried_.push_back(1);
    path_.push_back({others, first, true, menu.enabled});
  }

  bool advance() {
    while (!path_.empty()) {
      Choice& last = path_.back();
      if (last.thread && last.todo) {
        last.picked = lowest(last.todo);
        last.todo &= last.todo - 1;
        ++tried_[path_.size() - 1];
        return true;
      }
      if (!last.thread && last.picked + 1 < last.todo) {
        ++last.picked;
        return true;
      }
      path_.pop_back();
    }
    return false;
  }

  int bound_;
  bool started_ = false;
  std::vector<Choice> path_;
  std::vector<unsigned> tried_;
  std::size_t depth_ = 0;
  int preemptions_ = 0;
  int most_surprises_;
  int surprises_ = 0;
};

}  // namespace

std::unique_ptr<Search> make_depth_first(int preemptions, int surprises) {
  return std::make_unique<DepthFirst>(preemptions, surprises);
}

}  // namespace threadlings::explorer
