// Dynamic partial-order reduction with source sets and sleep sets (Abdulla, Aronis, Jonsson and
// Sagonas, "Source sets: a foundation for optimal dynamic partial order reduction", J. ACM 64,
// 2017; algorithm 1). Each run is looked through for races between steps; where reversing one may
// lead to something new, a thread is added to the choices to try at the earlier step.
#include "happens_before.hpp"
#include "reduction.hpp"
#include "strategies.hpp"

namespace threadlings::explorer {

namespace {

class Dpor : public Reduction<ChoiceNode> {
 public:
  Dpor() { path_.reserve(1 << 8); }

  void finished(const RunLog& log) override {
    log_ = &log;
    std::uint32_t i = first_fresh_entry();
    order_.start(log, i);
    first_entry_.resize(path_.size());
    for (; i < log.count; ++i) {
      if (is_edge(log.steps[i].op)) {
        order_.edge(i);
        continue;
      }
      // An edge in front of it may be part of its choice: of a thread that went round a loop.
      first_entry_[log.steps[i].node] = i && log.steps[i - 1].op == Op::wake ? i - 1 : i;
      order_.advance(i, [this](std::uint32_t earlier, std::uint32_t later) {
        reverse(
            earlier, later, [this](std::uint32_t k) -> const Step& { return log_->steps[k]; },
            order_);
      });
    }
  }

 private:
  bool extend(const Menu& menu) override {
    std::uint64_t asleep = 0;
    if (last_pick_ != kNone) {
      const ChoiceNode& parent = path_[last_pick_];
      std::uint64_t candidates = (parent.asleep | parent.done) & ~bit(parent.picked);
      for (; candidates; candidates &= candidates - 1) {
        unsigned thread = lowest(candidates);
        if (!depend(menu.action(thread)->touch, menu.last->touch)) asleep |= bit(thread);
      }
    }
    std::uint64_t awake = menu.enabled & ~asleep;
    if (!awake) return false;
    unsigned first = preferred(menu, awake);
    path_.push_back({menu.enabled, asleep, bit(first), 0, first, 0});
    return true;
  }

  HappensBefore order_;
  const RunLog* log_ = nullptr;
};

}  // namespace

std::unique_ptr<Search> make_dpor() {
  return std::make_unique<Dpor>();
}

}  // namespace threadlings::explorer
