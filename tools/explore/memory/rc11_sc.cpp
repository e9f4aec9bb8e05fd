// RC11's axiom for seq_cst operations: psc is acyclic. In the words of the paper, with sb for
// program order, hb for happens-before, mo for modification order, rf for reads-from, rb for "reads
// from a store that is before", E and F for seq_cst operations and fences:
//
//   scb      = sb ∪ sb≠loc;hb;sb≠loc ∪ hb=loc ∪ mo ∪ rb
//   eco      = (rf ∪ mo ∪ rb)+
//   psc_base = ([E] ∪ [F];hb?); scb; ([E] ∪ hb?;[F])
//   psc_F    = [F]; (hb ∪ hb;eco;hb); [F]
//   psc      = psc_base ∪ psc_F
//
// A graph to which an operation is added that reads the newest store, or stores behind it, cannot
// become cyclic: nothing follows that operation yet. So this is needed for other choices only.
#include "rc11.hpp"

namespace threadlings::explorer::rc11 {

namespace {

// A set of accesses. Each thread has one more, which stands for what it does after its last access.
class Set {
 public:
  explicit Set(std::size_t words = 0) : words_(words) {}
  void add(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << i % 64; }
  void remove(std::size_t i) { words_[i / 64] &= ~(std::uint64_t{1} << i % 64); }
  bool has(std::size_t i) const { return words_[i / 64] >> i % 64 & 1; }
  Set& operator|=(const Set& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  Set& operator&=(const Set& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    return *this;
  }
  bool operator==(const Set& other) const { return words_ == other.words_; }
  bool meets(const Set& other) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (words_[i] & other.words_[i]) return true;
    return false;
  }
  template <class F>
  void each(F&& visit) const {
    for (std::size_t w = 0; w < words_.size(); ++w)
      for (std::uint64_t rest = words_[w]; rest; rest &= rest - 1)
        visit(w * 64 + static_cast<std::size_t>(__builtin_ctzll(rest)));
  }

 private:
  std::vector<std::uint64_t> words_;
};

using Relation = std::vector<Set>;  // for each access those that it comes before

class Psc {
 public:
  explicit Psc(const Graph& graph)
      : graph_(graph),
        count_(graph.accesses().size()),
        words_((count_ + graph.threads() + 63) / 64),
        operations_(words_),
        fences_(words_),
        sb_(count_ + graph.threads(), Set(words_)),
        elsewhere_(sb_),
        hb_(sb_),
        hb_here_(sb_),
        rf_(sb_),
        mo_rb_(sb_) {
    for (std::size_t i = 0; i < count_; ++i)
      if (access(i).seq_cst) (access(i).fence ? fences_ : operations_).add(i);
    order_threads();
    order_locations();
  }

  bool acyclic() const {
    Set members = operations_;
    members |= fences_;
    Relation psc(count_, Set(words_));
    members.each([&](std::size_t i) { psc[i] = successors(i); });
    // Take away what has no successor left, until nothing is left, or all of it is on cycles.
    for (bool found = true; found;) {
      found = false;
      const Set left = members;
      left.each([&](std::size_t i) {
        if (psc[i].meets(members)) return;
        members.remove(i);
        found = true;
      });
    }
    return members == Set(words_);
  }

 private:
  const Access& access(std::size_t i) const { return graph_.accesses()[i]; }

  void order_threads() {
    for (std::size_t a = 0; a < count_; ++a) {
      const Access& first = access(a);
      for (std::size_t b = 0; b < count_; ++b) {
        const Access& second = access(b);
        const bool same_location = first.location != kNone && first.location == second.location;
        const bool same_thread = first.thread == second.thread;
        if (same_thread ? first.number >= second.number : first.epoch > second.clock[first.thread])
          continue;
        hb_[a].add(b);
        if (same_location) hb_here_[a].add(b);
        if (!same_thread) continue;
        sb_[a].add(b);
        if (!same_location) elsewhere_[a].add(b);
      }
      elsewhere_[a].add(count_ + first.thread);
    }
    for (unsigned thread = 0; thread < graph_.threads(); ++thread) {
      const VectorClock& end = graph_.clock_after(thread);
      if (!end.size) continue;
      for (std::size_t b = 0; b < count_; ++b)
        if (access(b).thread != thread && end[thread] <= access(b).clock[thread])
          hb_[count_ + thread].add(b);
    }
  }

  // Modification order, and from each read to the stores after the one that it has read.
  void order_locations() {
    for (std::size_t a = 0; a < count_; ++a) {
      const Access& first = access(a);
      if (first.location == kNone) continue;
      const std::uint32_t from = first.store != kNone ? first.store : first.source;
      bool later = false;
      for (std::uint32_t store : graph_.order(first.location)) {
        if (later) mo_rb_[a].add(graph_.store(store).access);
        later |= store == from;
      }
      if (first.source == kNone) continue;
      const std::uint32_t writer = graph_.store(first.source).access;
      if (writer != kNone) rf_[writer].add(a);
    }
  }

  Set after(const Set& from, const Relation& relation) const {
    Set to(words_);
    from.each([&](std::size_t i) { to |= relation[i]; });
    return to;
  }

  Set scb(const Set& from) const {
    Set to = after(after(after(from, elsewhere_), hb_), elsewhere_);
    to |= after(from, sb_);
    to |= after(from, hb_here_);
    to |= after(from, mo_rb_);
    return to;
  }

  Set eco(const Set& from) const {
    Set all(words_), fresh = from;
    for (;;) {
      Set next = after(fresh, rf_);
      next |= after(fresh, mo_rb_);
      Set before = all;
      all |= next;
      if (all == before) return all;
      fresh = next;
    }
  }

  Set successors(std::size_t i) const {
    Set from(words_);
    from.add(i);
    if (access(i).fence) from |= hb_[i];
    const Set reached = scb(from);
    Set to = reached;
    to &= operations_;
    Set fences = after(reached, hb_);
    fences |= reached;
    if (access(i).fence) {
      fences |= hb_[i];
      fences |= after(eco(hb_[i]), hb_);
    }
    fences &= fences_;
    to |= fences;
    return to;
  }

  const Graph& graph_;
  std::size_t count_, words_;
  Set operations_, fences_;
  Relation sb_, elsewhere_, hb_, hb_here_, rf_, mo_rb_;
};

}  // namespace

bool Graph::sequentially_consistent() const {
  return seq_cst_count_ < 2 || Psc(*this).acyclic();
}

}  // namespace threadlings::explorer::rc11
