// The weak memory model against its definition: for random small programs, all graphs of who reads
// what and in which order each atomic is written are made up, and those are counted that RC11's
// axioms allow, word for word (Lahav and others, PLDI 2017, section 3; release sequences as in
// C++20). The explorer must find as many executions.
#include <algorithm>
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

enum Kind { kLoad, kStore, kAdd, kFence };

struct Instruction {
  Kind kind;
  int object;
  std::memory_order order;
};
using Program = std::vector<std::vector<Instruction>>;

struct Event {
  int thread;  // -1: the stores that are there before
  Instruction what;
  bool reads() const { return what.kind == kLoad || what.kind == kAdd; }
  bool writes() const { return what.kind == kStore || what.kind == kAdd; }
  bool is_fence() const { return what.kind == kFence; }
  bool seq_cst() const { return what.order == std::memory_order_seq_cst; }
  bool acquires() const {
    return seq_cst() || what.order == std::memory_order_acquire ||
           what.order == std::memory_order_acq_rel;
  }
  bool releases() const {
    return seq_cst() || what.order == std::memory_order_release ||
           what.order == std::memory_order_acq_rel;
  }
};

// A relation on at most 16 events: for each, the set of those that it is related to.
struct Relation {
  std::uint32_t to[16] = {};
  void add(int a, int b) { to[a] |= 1u << b; }
  bool has(int a, int b) const { return to[a] >> b & 1; }
};
Relation operator|(Relation a, const Relation& b) {
  for (int i = 0; i < 16; ++i) a.to[i] |= b.to[i];
  return a;
}
Relation operator*(const Relation& a, const Relation& b) {  // first a, then b
  Relation result;
  for (int i = 0; i < 16; ++i)
    for (int j = 0; j < 16; ++j)
      if (a.has(i, j)) result.to[i] |= b.to[j];
  return result;
}
Relation maybe(Relation a) {
  for (int i = 0; i < 16; ++i) a.add(i, i);
  return a;
}
Relation closure(Relation a) {
  for (int k = 0; k < 16; ++k)  // Warshall
    for (int i = 0; i < 16; ++i)
      if (a.has(i, k)) a.to[i] |= a.to[k];
  return a;
}
bool has_loop(const Relation& a) {
  for (int i = 0; i < 16; ++i)
    if (a.has(i, i)) return true;
  return false;
}

class Axioms {
 public:
  explicit Axioms(const Program& program) {
    for (int object = 0; object < 2; ++object)
      events_.push_back({-1, {kStore, object, std::memory_order_relaxed}});
    for (std::size_t thread = 0; thread < program.size(); ++thread)
      for (const Instruction& i : program[thread]) events_.push_back({static_cast<int>(thread), i});
    source_.assign(events_.size(), -1);
  }

  std::uint64_t count() {
    choose_sources(0);
    return count_;
  }

 private:
  int size() const { return static_cast<int>(events_.size()); }
  const Event& at(int i) const { return events_[static_cast<std::size_t>(i)]; }
  bool same_object(int a, int b) const {
    return !at(a).is_fence() && !at(b).is_fence() && at(a).what.object == at(b).what.object;
  }

  void choose_sources(int i) {
    if (i == size()) return choose_order(0, {});
    if (!at(i).reads()) return choose_sources(i + 1);
    for (int w = 0; w < size(); ++w) {
      if (w == i || !at(w).writes() || !same_object(i, w)) continue;
      source_[static_cast<std::size_t>(i)] = w;
      choose_sources(i + 1);
    }
  }

  // Every order of the stores of each object that begins with the initial one.
  void choose_order(int object, const Relation& mo) {
    if (object == 2) {
      count_ += is_consistent(mo);
      return;
    }
    std::vector<int> stores;
    for (int i = 2; i < size(); ++i)
      if (at(i).writes() && at(i).what.object == object) stores.push_back(i);
    do {
      Relation extended = mo;
      for (std::size_t i = 0; i < stores.size(); ++i) {
        extended.add(object, stores[i]);
        for (std::size_t j = i + 1; j < stores.size(); ++j) extended.add(stores[i], stores[j]);
      }
      choose_order(object + 1, extended);
    } while (std::next_permutation(stores.begin(), stores.end()));
  }

  template <class F>
  Relation where(F&& condition) const {
    Relation result;
    for (int a = 0; a < size(); ++a)
      for (int b = 0; b < size(); ++b)
        if (condition(a, b)) result.add(a, b);
    return result;
  }
  template <class F>
  Relation only(F&& condition) const {  // [S]
    return where([&](int a, int b) { return a == b && condition(at(a)); });
  }
  Relation same_object_in(const Relation& r) const {
    return where([&](int a, int b) { return r.has(a, b) && same_object(a, b); });
  }

  bool is_consistent(const Relation& mo) const {
    const Relation sb = where([&](int a, int b) {
      if (a == b || at(b).thread < 0) return false;
      return at(a).thread < 0 || (at(a).thread == at(b).thread && a < b);
    });
    const Relation rf = where(
        [&](int a, int b) { return at(b).reads() && source_[static_cast<std::size_t>(b)] == a; });
    const Relation rb = where([&](int a, int b) {
      return a != b && at(a).reads() && mo.has(source_[static_cast<std::size_t>(a)], b);
    });
    const Relation modifies = only([](const Event& e) { return e.what.kind == kAdd; });
    const Relation fences = only([](const Event& e) { return e.is_fence(); });
    const Relation reads = only([](const Event& e) { return e.reads(); });
    const Relation writes = only([](const Event& e) { return e.writes(); });
    const Relation releases = only([](const Event& e) { return e.releases(); });
    const Relation acquires = only([](const Event& e) { return e.acquires(); });
    const Relation sequence = writes * maybe(closure(rf * modifies));
    const Relation sw =
        releases * maybe(fences * sb) * sequence * rf * reads * maybe(sb * fences) * acquires;
    const Relation hb = closure(sb | sw);
    const Relation eco = closure(rf | mo | rb);
    if (has_loop(closure(sb | rf)) || has_loop(hb) || has_loop(hb * eco) || has_loop(eco))
      return false;
    for (int i = 0; i < size(); ++i)  // atomicity
      if (at(i).what.kind == kAdd && (rb * mo).has(i, i)) return false;
    return !has_loop(closure(psc(sb, hb, mo, rb, eco)));
  }

  Relation psc(const Relation& sb, const Relation& hb, const Relation& mo, const Relation& rb,
               const Relation& eco) const {
    const Relation elsewhere =
        where([&](int a, int b) { return sb.has(a, b) && !same_object(a, b); });
    const Relation scb = sb | elsewhere * hb * elsewhere | same_object_in(hb) | mo | rb;
    const Relation operations = only([](const Event& e) { return e.seq_cst() && !e.is_fence(); });
    const Relation fences = only([](const Event& e) { return e.seq_cst() && e.is_fence(); });
    const Relation base =
        (operations | fences * maybe(hb)) * scb * (operations | maybe(hb) * fences);
    return base | fences * (hb | hb * eco * hb) * fences;
  }

  std::vector<Event> events_;
  std::vector<int> source_;
  std::uint64_t count_ = 0;
};

void execute(std::atomic<int>* cell, const std::vector<Instruction>& code) {
  for (const Instruction& i : code) {
    if (i.kind == kLoad) (void)cell[i.object].load(i.order);
    if (i.kind == kStore) cell[i.object].store(1, i.order);
    if (i.kind == kAdd) cell[i.object].fetch_add(1, i.order);
    if (i.kind == kFence) std::atomic_thread_fence(i.order);
  }
}

std::memory_order random_order(std::mt19937& random, Kind kind) {
  using enum std::memory_order;
  static constexpr std::memory_order kOrders[4][4] = {{relaxed, acquire, seq_cst, seq_cst},
                                                      {relaxed, release, seq_cst, seq_cst},
                                                      {relaxed, acquire, release, seq_cst},
                                                      {acquire, release, seq_cst, seq_cst}};
  return kOrders[kind][random() % 4];
}

Program random_program(std::mt19937& random) {
  Program program(2 + random() % 2);
  for (auto& code : program)
    for (std::size_t n = 1 + random() % (program.size() == 2 ? 4 : 2); n > 0; --n) {
      const Kind kind = static_cast<Kind>(random() % 4);
      code.push_back({kind, static_cast<int>(random() % 2), random_order(random, kind)});
    }
  return program;
}

std::string print(const Program& program) {
  static const char* const kNames[] = {"load", "store", "add", "fence"};
  static const char* const kOrders[] = {"rlx", "con", "acq", "rel", "acq_rel", "sc"};
  std::string text;
  for (const auto& code : program) {
    for (const auto& i : code)
      text += std::string(kNames[i.kind]) + std::to_string(i.object) + "." +
              kOrders[static_cast<int>(i.order)] + " ";
    text += "|| ";
  }
  return text;
}

}  // namespace

TEST(WeakAxioms, CountTheSameExecutions) {
  std::mt19937 random(21);
  std::uint64_t executions = 0;
  for (int i = 0; i < 200; ++i) {
    const Program program = random_program(random);
    Options options = bare(Mode::exhaustive);
    options.memory = Memory::rc11;
    const Result result = explore(
        [&] {
          std::atomic<int> cell[2] = {0, 0};
          std::vector<std::thread> threads;
          for (const auto& code : program) threads.emplace_back([&] { execute(cell, code); });
          for (std::thread& thread : threads) thread.join();
        },
        options);
    ASSERT_EQ(result.executions, Axioms(program).count()) << print(program);
    executions += result.executions;
  }
  std::printf("    %llu executions\n", static_cast<unsigned long long>(executions));
}
