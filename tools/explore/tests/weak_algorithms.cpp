// Weak memory on algorithms that lessons teach: as they should be, and with orders that are too
// weak, which must be found, explained and replayed.
#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

using std::memory_order;
constexpr memory_order rlx = std::memory_order_relaxed, acq = std::memory_order_acquire,
                       rel = std::memory_order_release, acq_rel = std::memory_order_acq_rel,
                       sc = std::memory_order_seq_cst;

Options weak() {
  Options options = bare(Mode::exhaustive);
  options.memory = Memory::rc11;
  options.seconds = 30;
  return options;
}

template <class F>
void passes(F&& scenario) {
  Result in_order = explore(scenario, bare(Mode::exhaustive));
  EXPECT_STREQ(name_of(in_order.verdict), "pass") << in_order.report;
  Result result = explore(scenario, weak());
  EXPECT_STREQ(name_of(result.verdict), "pass") << result.report;
  EXPECT_TRUE(result.complete) << result.coverage;
  std::printf("    %s (%llu given up), %.3f s\n", result.coverage.c_str(),
              static_cast<unsigned long long>(result.pruned), result.seconds);
}

// The report tells why, and its token leads to the same failure.
template <class F>
Result fails(F&& scenario, Verdict verdict) {
  Options options = weak();
  Result result = explore(scenario, options);
  EXPECT_STREQ(name_of(result.verdict), name_of(verdict)) << result.coverage << result.report;
  options.replay = result.token;
  options.memory = Memory::sc;  // the token knows
  Result again = explore(scenario, options);
  EXPECT_STREQ(name_of(again.verdict), name_of(verdict)) << again.report;
  EXPECT_EQ(again.message, result.message);
  return result;
}

template <class A, class B>
void both(A&& a, B&& b) {
  std::thread first(a), second(b);
  first.join();
  second.join();
}

// ---- mutual exclusion with loads and stores only ----

// Each raises its flag and enters if the other one has not raised its own.
void dekker(memory_order write, memory_order read) {
  std::atomic<bool> wants[2] = {false, false};
  int data = 0;
  auto enter = [&](int me) {
    wants[me].store(true, write);
    if (!wants[1 - me].load(read)) ++data;
  };
  both([&] { enter(0); }, [&] { enter(1); });
}

void peterson(memory_order write, memory_order read) {
  std::atomic<bool> wants[2] = {false, false};
  std::atomic<int> turn{0};
  int data = 0;
  auto work = [&](int me) {
    wants[me].store(true, write);
    turn.store(1 - me, write);
    while (wants[1 - me].load(read) && turn.load(read) == 1 - me) {
    }
    ++data;
    wants[me].store(false, rel);
  };
  both([&] { work(0); }, [&] { work(1); });
  EXPECT_EQ(data, 2);
}

// ---- locks ----

template <class Lock>
void use_lock() {
  Lock lock;
  int data = 0;
  auto work = [&] {
    lock.lock();
    ++data;
    lock.unlock();
  };
  both(work, work);
  EXPECT_EQ(data, 2);
}

template <memory_order taken, memory_order given>
struct TtasLock {
  std::atomic<bool> locked{false};
  void lock() {
    do {
      while (locked.load(rlx)) {
      }
    } while (locked.exchange(true, taken));
  }
  void unlock() { locked.store(false, given); }
};

template <memory_order seen, memory_order given>
struct TicketLock {
  std::atomic<int> next{0}, serving{0};
  void lock() {
    const int mine = next.fetch_add(1, rlx);
    while (serving.load(seen) != mine) {
    }
  }
  void unlock() { serving.store(serving.load(rlx) + 1, given); }
};

// ---- seqlock: readers try again if a writer was there ----

template <memory_order closing>
void seqlock() {
  std::atomic<unsigned> sequence{0};
  std::atomic<int> a{0}, b{0};
  both(
      [&] {
        sequence.store(1, rlx);
        std::atomic_thread_fence(rel);
        a.store(1, rlx);
        b.store(1, rlx);
        sequence.store(2, closing);
      },
      [&] {
        const unsigned before = sequence.load(acq);
        const int x = a.load(rlx), y = b.load(rlx);
        std::atomic_thread_fence(acq);
        const unsigned after = sequence.load(rlx);
        if (before == after && before % 2 == 0) {
          EXPECT_EQ(x, y);
        }
      });
}

// ---- lock-free structures ----

struct Node {
  int value = 0;
  Node* next = nullptr;
};

// A Treiber stack: pushes race with a pop. What it popped is plain data.
template <memory_order pushed, memory_order popped>
void treiber() {
  std::atomic<Node*> head{nullptr};
  Node nodes[2] = {{1, nullptr}, {2, nullptr}};
  auto push = [&](Node& node) {
    node.next = head.load(rlx);
    while (!head.compare_exchange_strong(node.next, &node, pushed, rlx)) {
    }
  };
  std::thread a([&] { push(nodes[0]); }), b([&] { push(nodes[1]); });
  Node* top = head.load(popped);
  while (top && !head.compare_exchange_strong(top, top->next, popped, popped)) {
  }
  if (top) {
    EXPECT_GE(top->value, 1);
  }
  a.join(), b.join();
}

// A Michael-Scott queue: two enqueue, with the tail that anyone may help along.
struct Cell {
  int value = 0;
  std::atomic<Cell*> next{nullptr};
};

template <memory_order linked, memory_order seen>
void michael_scott() {
  Cell dummy, cells[2];
  std::atomic<Cell*> head{&dummy}, tail{&dummy};
  auto enqueue = [&](Cell& cell, int value) {
    cell.value = value;
    for (;;) {
      Cell* last = tail.load(acq);
      Cell* next = nullptr;
      if (last->next.compare_exchange_strong(next, &cell, linked, acq)) {
        tail.compare_exchange_strong(last, &cell, rel, rlx);
        return;
      }
      tail.compare_exchange_strong(last, next, rel, rlx);
    }
  };
  both([&] { enqueue(cells[0], 1); },
       [&] {
         Cell* first = head.load(acq);
         if (Cell* next = first->next.load(seen)) {
           EXPECT_EQ(next->value, 1);
           head.store(next, rel);
         }
       });
  enqueue(cells[1], 2);
  EXPECT_EQ(cells[0].next.load(rlx), &cells[1]);
}

// A Chase-Lev deque with one element: its owner takes it, or a thief does, never both.
template <memory_order barrier>
void chase_lev() {
  std::atomic<int> top{0}, bottom{0};
  std::atomic<int> slot{0};
  std::atomic<int> taken{0};
  slot.store(7, rlx);
  bottom.store(1, rel);
  both(
      [&] {  // take
        const int b = bottom.load(rlx) - 1;
        bottom.store(b, rlx);
        std::atomic_thread_fence(barrier);
        int t = top.load(rlx);
        if (t < b) {
          taken.fetch_add(1, rlx);
        } else {
          if (t == b && top.compare_exchange_strong(t, t + 1, sc, rlx)) taken.fetch_add(1, rlx);
          bottom.store(b + 1, rlx);
        }
      },
      [&] {  // steal
        int t = top.load(acq);
        std::atomic_thread_fence(barrier);
        const int b = bottom.load(acq);
        if (t < b && top.compare_exchange_strong(t, t + 1, sc, rlx)) taken.fetch_add(1, rlx);
      });
  EXPECT_EQ(taken.load(rlx), 1);
}

// With two elements the owner does not compete for the last but one, so the fence is all there is.
template <memory_order barrier>
void chase_lev_of_two() {
  std::atomic<int> top{0}, bottom{2};
  std::atomic<int> taken[2] = {0, 0};
  auto steal = [&] {
    int t = top.load(acq);
    std::atomic_thread_fence(barrier);
    const int b = bottom.load(acq);
    if (t < b && top.compare_exchange_strong(t, t + 1, sc, rlx)) taken[t].fetch_add(1, rlx);
  };
  both(
      [&] {  // take
        const int b = bottom.load(rlx) - 1;
        bottom.store(b, rlx);
        std::atomic_thread_fence(barrier);
        int t = top.load(rlx);
        if (t < b) taken[b].fetch_add(1, rlx);
      },
      [&] { steal(), steal(); });
  EXPECT_LE(taken[1].load(rlx), 1);
}

// Hazard pointers: a reader announces what it uses and looks again; who retires it looks for that.
void hazard_pointer(memory_order order) {
  struct Thing {
    int value = 1;
  };
  std::atomic<Thing*> current{new Thing};
  std::atomic<Thing*> hazard{nullptr};
  Thing* retired = nullptr;
  both(
      [&] {
        Thing* thing = current.load(acq);
        hazard.store(thing, order);
        if (current.load(order) == thing) {
          EXPECT_EQ(thing->value, 1);
        }
        hazard.store(nullptr, rel);
      },
      [&] {
        Thing* old = current.exchange(new Thing, order == sc ? sc : acq_rel);
        if (hazard.load(order == rel ? acq : order) == old)
          retired = old;
        else
          delete old;
      });
  delete retired;
  delete current.load();
}

}  // namespace

TEST(WeakAlgorithms, Dekker) {
  passes([] { dekker(sc, sc); });
  fails([] { dekker(rel, acq); }, Verdict::race);
}

TEST(WeakAlgorithms, Peterson) {
  passes([] { peterson(sc, sc); });
  fails([] { peterson(rel, acq); }, Verdict::race);
}

// Each round of the spinning thread writes as well.
TEST(WeakAlgorithms, TestAndSetLock) {
  struct Lock {
    std::atomic_flag taken;
    void lock() {
      while (taken.test_and_set(acq)) {
      }
    }
    void unlock() { taken.clear(rel); }
  };
  passes(use_lock<Lock>);
}

TEST(WeakAlgorithms, TtasLock) {
  passes(use_lock<TtasLock<acq, rel>>);
  fails(use_lock<TtasLock<rlx, rel>>, Verdict::race);
  fails(use_lock<TtasLock<acq, rlx>>, Verdict::race);
}

TEST(WeakAlgorithms, TicketLock) {
  passes(use_lock<TicketLock<acq, rel>>);
  fails(use_lock<TicketLock<rlx, rel>>, Verdict::race);
  fails(use_lock<TicketLock<acq, rlx>>, Verdict::race);
}

TEST(WeakAlgorithms, Seqlock) {
  passes(seqlock<rel>);
  Result result = fails(seqlock<rlx>, Verdict::check);
  EXPECT_NE(result.json.find("no synchronisation leads from there to here"), std::string::npos)
      << result.report;
}

TEST(WeakAlgorithms, TreiberStack) {
  passes(treiber<rel, acq>);
  fails(treiber<rlx, acq>, Verdict::race);
  fails(treiber<rel, rlx>, Verdict::race);
}

TEST(WeakAlgorithms, MichaelScottQueue) {
  passes(michael_scott<rel, acq>);
  fails(michael_scott<rlx, acq>, Verdict::race);
}

TEST(WeakAlgorithms, ChaseLevDeque) {
  passes(chase_lev<sc>);
  passes(chase_lev_of_two<sc>);
  fails(chase_lev_of_two<acq_rel>, Verdict::check);
}

// What waits in other ways than by looking at an atomic synchronises as it says.
TEST(WeakAlgorithms, StandardPrimitives) {
  passes([] {
    static std::atomic<int> made{0};
    struct Thing {
      int value = 7 + made.fetch_add(1, rlx);
    };
    auto look = [] {
      static Thing thing;
      EXPECT_EQ(thing.value, 7);
    };
    both(look, look);
  });
  passes([] {
    std::latch ready{1};
    int data = 0;
    both([&] { data = 1, ready.count_down(); },
         [&] {
           ready.wait();
           EXPECT_EQ(data, 1);
         });
  });
  passes([] {
    std::binary_semaphore ready{0};
    std::atomic<int> data{0};
    both([&] { data.store(1, rlx), ready.release(); },
         [&] {
           ready.acquire();
           EXPECT_EQ(data.load(rlx), 1);
         });
  });
  passes([] {
    std::mutex mutex;
    std::condition_variable changed;
    std::atomic<int> data{0};
    both(
        [&] {
          std::lock_guard hold(mutex);
          data.store(1, rlx);
          changed.notify_one();
        },
        [&] {
          std::unique_lock hold(mutex);
          changed.wait(hold, [&] { return data.load(rlx) == 1; });
        });
  });
  passes([] {
    std::atomic<int> turn{0}, data{0};
    both([&] { data.store(1, rlx), turn.store(1, rel), turn.notify_one(); },
         [&] {
           turn.wait(0, acq);
           EXPECT_EQ(data.load(rlx), 1);
         });
  });
}

// Every strategy has stale reads to choose; all find this one, and replay it.
TEST(WeakAlgorithms, EveryStrategyFindsStaleReads) {
  for (Mode mode : kAllModes) {
    Options options = quiet(mode);
    options.memory = Memory::rc11;
    auto scenario = [] {
      std::atomic<int> data{0}, ready{0};
      both([&] { data.store(1, rlx), ready.store(1, rlx); },
           [&] {
             if (ready.load(rlx)) {
               EXPECT_EQ(data.load(rlx), 1);
             }
           });
    };
    Result result = explore(scenario, options);
    EXPECT_EQ(result.verdict, Verdict::check) << name_of(mode) << result.coverage;
    options.replay = result.token;
    EXPECT_EQ(explore(scenario, options).verdict, Verdict::check) << name_of(mode);
  }
}

// A failure that sequential consistency has, too, is shown without old values.
TEST(WeakAlgorithms, StaleReadsThatDoNotMatterAreLeftOut) {
  Result result = fails(
      [] {
        std::atomic<int> x{0}, noise{0};
        auto work = [&] {
          noise.store(1, rlx);
          x.store(x.load(rlx) + 1, rlx);
          (void)noise.load(rlx);
        };
        both(work, work);
        EXPECT_EQ(x.load(), 2);
      },
      Verdict::check);
  EXPECT_EQ(result.json.find("\"note\""), std::string::npos) << result.report;
  EXPECT_NE(result.report.find("is interrupted"), std::string::npos) << result.report;
}

// A loop that is no spin loop may read the same old value every time.
TEST(WeakAlgorithms, RepeatedLoads) {
  Result result = explore(
      [] {
        std::atomic<int> x{0};
        std::string seen;
        both([&] { x.store(1, rlx); },
             [&] {
               for (int i = 0; i < 4; ++i) seen += std::to_string(x.load(rlx));
             });
        observe(seen);
      },
      weak());
  EXPECT_EQ(result.coverage, "all 5 executions") << result.report;
  EXPECT_EQ(result.outcomes.size(), 5u);
}

// Stale values come to an end, so waiting for one does, too.
TEST(WeakAlgorithms, SpinLoops) {
  passes([] {
    std::atomic<bool> ready{false};
    both([&] { ready.store(true, rlx); },
         [&] {
           while (!ready.load(rlx)) {
           }
         });
  });
  passes([] {  // a loop that yields, and one that looks at two atomics
    std::atomic<int> a{0}, b{0};
    both([&] { a.store(1, rlx), b.store(1, rlx); },
         [&] {
           while (!a.load(rlx) || !b.load(rlx)) std::this_thread::yield();
         });
  });
  Result counts = explore(
      [] {
        std::atomic<bool> stop{false};
        int rounds = 0;
        both([&] { stop.store(true, rlx); },
             [&] {
               while (!stop.load(rlx)) ++rounds;
             });
      },
      weak());
  EXPECT_STREQ(name_of(counts.verdict), "pass") << counts.report;
  std::printf("    %s\n", counts.coverage.c_str());
}

TEST(WeakAlgorithms, NobodyEverSetsWhatAThreadWaitsFor) {
  fails(
      [] {
        std::atomic<bool> ready{false};
        std::atomic<int> other{0};
        both([&] { other.store(1, rlx); },
             [&] {
               while (!ready.load(rlx)) {
               }
             });
      },
      Verdict::livelock);
}

TEST(WeakAlgorithms, HazardPointer) {
  passes([] { hazard_pointer(sc); });
  fails(
      [] {
        std::atomic<int*> current{new int(1)};
        std::atomic<int*> hazard{nullptr};
        int* retired = nullptr;
        both(
            [&] {
              int* thing = current.load(acq);
              hazard.store(thing, rel);
              if (current.load(acq) == thing) {
                EXPECT_EQ(*thing, 1);
              }
            },
            [&] {
              int* old = current.exchange(nullptr, acq_rel);
              if (hazard.load(acq) == old)
                retired = old;
              else
                delete old;
            });
        delete retired;
      },
      Verdict::use_after_free);
}
