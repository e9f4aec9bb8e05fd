// Partial-order reduction for weak memory: each execution graph (see memory/rc11.hpp) once.
//
// Which store a load reads is a choice, and so is the place of a store in modification order. So
// the order in which threads execute atomic operations matters in one way only: a load can read a
// store only when that has been executed. Hence
// - a pending store or fence is executed at once: whatever else is possible stays so;
// - a load is executed with each store that it may read now. If a run shows that there will be
//   another one, it is also put off (the thread sleeps, and others go on) until there is, and may
//   then only read those: what it could have read before was tried before.
// It is the algorithm of dpor.cpp with a relation that holds in one direction, load before store,
// and with sleep that ends in part. Steps on other objects (mutexes and so on), and on atomics that
// threads sleep on, are ordered as there.
//
// Why it loses nothing: let G be a graph that is not reached from some node, and p the thread that
// was tried last there. Its load reads, in G, a store that is not there yet. Take G's steps as far
// as q, the first one that conflicts with p's load, and add that load with the newest store
// instead: as nothing follows it, the graph stays consistent, so it was reached, and with it the
// race of p and q, which made some thread be tried after p. (If sleep keeps the newest store from
// p, nothing follows from what was reached, and all threads are tried.)
#include "../runtime/weak_atomics.hpp"
#include "reduction.hpp"
#include "strategies.hpp"
#include "weak_order.hpp"

namespace threadlings::explorer {

namespace {

bool reads_atomic(Op op) {
  return op == Op::load || op == Op::exchange || op == Op::rmw || op == Op::cas;
}

struct Node : ChoiceNode {
  std::uint64_t half = 0;             // threads that sleep only for the stores below their floor
  std::uint32_t floor[kMaxThreads];   // of threads that are asleep or half asleep
  std::uint32_t stores[kMaxThreads];  // that the pending load of each thread could read
};

class WeakDpor : public Reduction<Node> {
 public:
  WeakDpor() { path_.reserve(1 << 10); }

  std::uint32_t floor() const override {
    const Node& node = path_[last_pick_];
    return has(node.half, node.picked) ? node.floor[node.picked] : 0;
  }

  void finished(const RunLog& log) override {
    log_ = &log;
    order_.read(log);
    std::uint32_t i = first_fresh_entry();
    order_.start(i);
    first_entry_.resize(path_.size());
    while (!atomics_.empty() && atomics_.back() >= i) atomics_.pop_back();
    for (; i < order_.count(); ++i) {
      if (!is_edge(order_.step(i).op)) {
        look_at(i);
        continue;
      }
      if (has_source(i + 1)) find_readers(i + 1);
      order_.edge(i);
    }
  }

 private:
  static bool is_load(const Action& action) { return action.weak && reads_atomic(action.op); }
  static bool is_free(const Action& action) {
    return action.weak && (action.op == Op::store || action.op == Op::fence);
  }

  bool extend(const Menu& menu) override {
    Node node;
    node.enabled = menu.enabled;
    if (last_pick_ != kNone) inherit_sleep(menu, path_[last_pick_], node);
    std::uint64_t some = 0;
    for (std::uint64_t rest = menu.enabled; rest; rest &= rest - 1) {
      const unsigned thread = lowest(rest);
      if (!is_load(*menu.action(thread))) continue;
      node.stores[thread] = stores_before(thread);
      if (!has(node.asleep, thread)) continue;
      const Readable found = readable(thread, node.floor[thread]);
      if (found == Readable::none) continue;
      node.asleep &= ~bit(thread);
      node.half |= bit(thread);
      if (found == Readable::some) some |= bit(thread);
    }
    const std::uint64_t awake = menu.enabled & ~node.asleep;
    if (!awake) return false;
    node.picked = first_of(menu, awake, some);
    node.backtrack = has(some, node.picked) ? awake : bit(node.picked);
    path_.push_back(node);
    return true;
  }

  static unsigned first_of(const Menu& menu, std::uint64_t awake, std::uint64_t some) {
    for (std::uint64_t rest = awake; rest; rest &= rest - 1)
      if (is_free(*menu.action(lowest(rest)))) return lowest(rest);
    return preferred(menu, awake & ~some ? awake & ~some : awake);
  }

  static void inherit_sleep(const Menu& menu, const Node& parent, Node& node) {
    std::uint64_t candidates = (parent.asleep | parent.half | parent.done) & ~bit(parent.picked);
    for (; candidates; candidates &= candidates - 1) {
      const unsigned thread = lowest(candidates);
      const Action& action = *menu.action(thread);
      if (!action.weak && !menu.last->weak && depend(action.touch, menu.last->touch)) continue;
      node.asleep |= bit(thread);
      if (is_load(action))
        node.floor[thread] =
            has(parent.done, thread) ? parent.stores[thread] : parent.floor[thread];
    }
  }

  // Is there an edge in front of this step, from the one that it has read?
  bool has_source(std::uint32_t i) const {
    return i && i < order_.count() && order_.origin(i - 1) == order_.origin(i);
  }

  void look_at(std::uint32_t i) {
    const Step& step = order_.step(i);
    // What the step has read is part of its choice, so that edge is, too.
    first_entry_[step.node] = has_source(i) ? i - 1 : i;
    if (step.weak && !has_source(i)) find_readers(i);
    order_.advance(i,
                   [this](std::uint32_t earlier, std::uint32_t later) { reverse(earlier, later); });
    if (!step.weak) return;
    for (std::uint32_t earlier : readers_) reverse(earlier, i);
    if (logged(i).touch[0].object) atomics_.push_back(i);
  }

  const Step& logged(std::uint32_t i) const { return log_->steps[order_.origin(i)]; }

  // The earlier operations on the same atomic that would have had another choice after this one.
  void find_readers(std::uint32_t later) {
    readers_.clear();
    const Step& l = logged(later);
    const bool updates = reads_atomic(l.op) && l.op != Op::load;
    if (!l.touch[0].write && !updates) return;
    for (std::uint32_t earlier : atomics_) {
      const Step& e = logged(earlier);
      if (e.thread == l.thread || e.touch[0].object != l.touch[0].object) continue;
      if (!reads_atomic(e.op) || order_.seen_by(l.thread, earlier)) continue;
      // A failed compare-exchange might have succeeded before another read-modify-write.
      if (!l.touch[0].write && !e.touch[0].write) continue;
      readers_.push_back(earlier);
    }
  }

  void reverse(std::uint32_t earlier, std::uint32_t later) {
    const auto step = [this](std::uint32_t i) -> const Step& { return order_.step(i); };
    Reduction::reverse(earlier, later, step, order_);
  }

  WeakOrder order_;
  const RunLog* log_ = nullptr;
  std::vector<std::uint32_t> atomics_;  // steps on them so far
  std::vector<std::uint32_t> readers_;  // that the step at hand is in a race with
};

}  // namespace

std::unique_ptr<Search> make_weak_dpor() {
  return std::make_unique<WeakDpor>();
}

}  // namespace threadlings::explorer
