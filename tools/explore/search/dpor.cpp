// Dynamic partial-order reduction with source sets and sleep sets (Abdulla, Aronis, Jonsson and
// Sagonas, "Source sets: a foundation for optimal dynamic partial order reduction", J. ACM 64,
// 2017; algorithm 1). Each run is looked through for races between steps; where reversing one may
// lead to something new, a thread is added to the choices to try at the earlier step.
#include "happens_before.hpp"
#include "strategies.hpp"

namespace threadlings::explorer {

namespace {

struct Node {
  std::uint64_t enabled;
  std::uint64_t sleep;      // threads whose step here was already explored elsewhere
  std::uint64_t backtrack;  // threads to try here
  std::uint64_t done;
  unsigned picked;
  unsigned options;  // 0: a choice of threads
};

class Dpor : public Search {
 public:
  Dpor() { path_.reserve(1 << 8); }

  bool start() override {
    if (started_ && !advance()) return false;
    started_ = true;
    depth_ = 0;
    last_pick_ = kNone;
    return true;
  }

  unsigned pick(const Menu& menu) override {
    if (depth_ == path_.size() && !extend(menu)) return kPrune;
    last_pick_ = depth_;
    const Node& node = path_[depth_++];
    return node.enabled == menu.enabled ? node.picked : kDiverged;
  }

  unsigned choose(unsigned options) override {
    if (depth_ == path_.size()) path_.push_back({0, 0, 0, 0, 0, options});
    return path_[depth_++].picked;
  }

  std::uint32_t node() const override { return static_cast<std::uint32_t>(last_pick_); }
  bool exhausted() const override { return started_ && path_.empty(); }

  void finished(const RunLog& log) override {
    log_ = &log;
    std::uint32_t i = fresh_ < first_entry_.size() ? first_entry_[fresh_] : 0;
    order_.start(log, i);
    first_entry_.resize(path_.size());
    for (; i < log.count; ++i) {
      if (is_edge(log.steps[i].op)) {
        order_.edge(i);
        continue;
      }
      // An edge in front of it may be part of its choice: of a thread that went round a loop.
      first_entry_[log.steps[i].node] = i && log.steps[i - 1].op == Op::wake ? i - 1 : i;
      order_.advance(
          i, [this](std::uint32_t earlier, std::uint32_t later) { reverse(earlier, later); });
    }
  }

  double fraction() const override {
    double done = 0, share = 1;
    for (const Node& node : path_) {
      double options = node.options ? node.options : __builtin_popcountll(node.backtrack);
      double before = node.options ? node.picked : __builtin_popcountll(node.done);
      done += share * before / options;
      share /= options;
    }
    return done + share;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  // False: every thread that could run sleeps, so whatever follows was seen before.
  bool extend(const Menu& menu) {
    std::uint64_t sleep = 0;
    if (last_pick_ != kNone) {
      const Node& parent = path_[last_pick_];
      std::uint64_t candidates = (parent.sleep | parent.done) & ~bit(parent.picked);
      for (; candidates; candidates &= candidates - 1) {
        unsigned thread = lowest(candidates);
        if (!depend(menu.action(thread)->touch, menu.last->touch)) sleep |= bit(thread);
      }
    }
    std::uint64_t awake = menu.enabled & ~sleep;
    if (!awake) return false;
    unsigned first = preferred(menu, awake);
    path_.push_back({menu.enabled, sleep, bit(first), 0, first, 0});
    return true;
  }

  bool advance() {
    while (!path_.empty()) {
      Node& last = path_.back();
      if (last.options) {
        if (last.picked + 1 < last.options) {
          ++last.picked;
          mark_fresh();
          return true;
        }
      } else {
        last.done |= bit(last.picked);
        std::uint64_t todo = last.backtrack & ~last.done & ~last.sleep;
        if (todo) {
          last.picked = lowest(todo);
          mark_fresh();
          return true;
        }
      }
      path_.pop_back();
    }
    return false;
  }

  // Races between steps of the common prefix were found in an earlier run.
  void mark_fresh() {
    std::size_t i = path_.size() - 1;
    while (i && path_[i].options) --i;
    fresh_ = static_cast<std::uint32_t>(i);
  }

  // To see `later` before `earlier`, at the choice of `earlier` one of the threads must start that
  // can begin what came in between and does not depend on `earlier`.
  void reverse(std::uint32_t earlier, std::uint32_t later) {
    Node& node = path_[log_->steps[earlier].node];
    std::uint64_t initials = 0, seen = 0;
    std::uint32_t first[kMaxThreads];
    for (std::uint32_t i = earlier + 1; i <= later; ++i) {
      const Step& step = log_->steps[i];
      if (is_edge(step.op) || has(seen, step.thread)) continue;
      if (i != later && order_.before(earlier, i)) continue;
      bool initial = true;
      for (std::uint64_t s = seen; initial && s; s &= s - 1)
        initial = !order_.before(first[lowest(s)], i);
      seen |= bit(step.thread);
      first[step.thread] = i;
      if (initial) initials |= bit(step.thread);
    }
    if (initials & (node.backtrack | node.sleep)) return;
    unsigned thread = log_->steps[later].thread;
    if (has(initials & node.enabled, thread))
      node.backtrack |= bit(thread);
    else if (initials & node.enabled)
      node.backtrack |= bit(lowest(initials & node.enabled));
    else
      node.backtrack |= node.enabled;  // reversing needs something that was not possible here
  }

  bool started_ = false;
  std::vector<Node> path_;
  std::size_t depth_ = 0;
  std::size_t last_pick_ = kNone;
  std::uint32_t fresh_ = 0;
  HappensBefore order_;
  std::vector<std::uint32_t> first_entry_;  // of the log: the step that each choice led to
  const RunLog* log_ = nullptr;
};

}  // namespace

std::unique_ptr<Search> make_dpor() {
  return std::make_unique<Dpor>();
}

}  // namespace threadlings::explorer
