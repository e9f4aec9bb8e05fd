// The tree of choices that partial-order reductions walk: at each node some threads are tried, and
// which of the others must be is learnt from the runs below it.
//
// Purpose:        what dpor.cpp and weak_dpor.cpp have in common. They say when two steps are in a
//                 race, and who sleeps.
// Thread safety:  one search at a time.
#pragma once

#include <vector>

#include "../memory/vector_clock.hpp"
#include "search.hpp"

namespace threadlings::explorer {

struct ChoiceNode {
  std::uint64_t enabled = 0;
  std::uint64_t asleep = 0;     // threads whose step here was already explored elsewhere
  std::uint64_t backtrack = 0;  // threads to try here
  std::uint64_t done = 0;
  unsigned picked = 0;
  unsigned options = 0;  // 0: a choice of threads
};

template <class Node>  // a ChoiceNode
class Reduction : public Search {
 public:
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
    if (depth_ == path_.size()) {
      path_.emplace_back();
      path_.back().options = options;
    }
    return path_[depth_++].picked;
  }

  std::uint32_t node() const override { return static_cast<std::uint32_t>(last_pick_); }
  bool exhausted() const override { return started_ && path_.empty(); }

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

 protected:
  static constexpr std::size_t kNone = ~std::size_t{0};

  // Adds a node for this menu. False: every thread that could run sleeps, so whatever follows was
  // seen before.
  virtual bool extend(const Menu& menu) = 0;

  // To see `later` before `earlier`, at the choice of `earlier` one of the threads must start that
  // can begin what came in between and does not depend on `earlier`. `step(i)` is a step of the
  // run, and `order` knows which come before which.
  template <class StepAt, class Order>
  void reverse(std::uint32_t earlier, std::uint32_t later, StepAt&& step, const Order& order) {
    Node& node = path_[step(earlier).node];
    std::uint64_t initials = 0, seen = 0;
    std::uint32_t first[kMaxThreads];
    for (std::uint32_t i = earlier + 1; i <= later; ++i) {
      const Step& between = step(i);
      if (is_edge(between.op) || has(seen, between.thread)) continue;
      if (i != later && order.before(earlier, i)) continue;
      bool initial = true;
      for (std::uint64_t s = seen; initial && s; s &= s - 1)
        initial = !order.before(first[lowest(s)], i);
      seen |= bit(between.thread);
      first[between.thread] = i;
      if (initial) initials |= bit(between.thread);
    }
    if (initials & (node.backtrack | node.asleep)) return;
    const unsigned thread = step(later).thread;
    if (has(initials & node.enabled, thread))
      node.backtrack |= bit(thread);
    else if (initials & node.enabled)
      node.backtrack |= bit(lowest(initials & node.enabled));
    else
      node.backtrack |= node.enabled;  // reversing needs something that was not possible here
  }

  // The first entry of the log that was not part of the run before; races in front of it are known.
  std::uint32_t first_fresh_entry() const {
    return fresh_ < first_entry_.size() ? first_entry_[fresh_] : 0;
  }

  std::vector<Node> path_;
  std::size_t depth_ = 0;
  std::size_t last_pick_ = kNone;
  std::vector<std::uint32_t> first_entry_;  // of the log: what each choice led to

 private:
  bool advance() {
    while (!path_.empty()) {
      if (next(path_.back())) {
        mark_fresh();
        return true;
      }
      path_.pop_back();
    }
    return false;
  }

  static bool next(Node& node) {
    if (node.options) return ++node.picked < node.options;
    node.done |= bit(node.picked);
    const std::uint64_t todo = node.backtrack & ~node.done & ~node.asleep;
    if (todo) node.picked = lowest(todo);
    return todo;
  }

  // Races between steps of the common prefix were found in an earlier run.
  void mark_fresh() {
    std::size_t i = path_.size() - 1;
    while (i && path_[i].options) --i;
    fresh_ = static_cast<std::uint32_t>(i);
  }

  bool started_ = false;
  std::uint32_t fresh_ = 0;
};

}  // namespace threadlings::explorer
