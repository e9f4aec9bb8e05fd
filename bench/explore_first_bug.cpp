// How many interleavings each sampling strategy needs to find a known bug: the mean over 20 seeds,
// on small programs in the style of the public sets on which such strategies are compared. Races
// are allowed here, since the bugs are failed assertions and deadlocks. "-" is: not within 10,000.
//
//   cmake --preset verify && cmake --build build --target explore_first_bug
//   build/bin/explore_first_bug                     about 20 seconds
//   build/bin/explore_first_bug reorder 200         programs with "reorder" in their names, 200
//   seeds
//
// What is counted includes everything: the runs in which a strategy has yet to learn the program,
// and those in which it is learnt which plain accesses are racy. The mode "automatic" has no seeds
// worth the name: it is the same on every run.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "threadlings/explore.hpp"

namespace {

using threadlings::Mode;

void require(bool holds) {
  if (!holds) std::abort();
}

void run_all(std::vector<std::function<void()>> bodies) {
  std::vector<std::thread> threads;
  for (auto& body : bodies) threads.emplace_back(std::move(body));
  for (auto& thread : threads) thread.join();
}

// The auditor expects the wrong sum, but looks only when deposit and withdrawal are over.
void account() {
  std::mutex m;
  int balance = 100, expected = 100;
  bool deposited = false, withdrawn = false;
  auto deposit = [&] {
    std::lock_guard hold(m);
    balance += 50;
    deposited = true;
  };
  auto withdraw = [&] {
    std::lock_guard hold(m);
    balance -= 30;
    withdrawn = true;
  };
  auto audit = [&] {
    std::lock_guard hold(m);
    if (deposited && withdrawn) require(balance != expected + 20);
  };
  run_all({deposit, withdraw, audit});
}

// A driver that may be stopped while a request has passed the check but is not yet counted.
void bluetooth() {
  int pending = 1;
  bool stopping = false, stopped = false;
  std::atomic<bool> event{false};
  auto leave = [&] {
    if (--pending == 0) event = true;
  };
  auto request = [&] {
    if (stopping) return;
    ++pending;
    require(!stopped);
    leave();
  };
  auto stop = [&] {
    stopping = true;
    leave();
    if (event) stopped = true;
  };
  run_all({request, stop});
}

// The producer fills the buffer at once, the consumer empties it if there is something in it. The
// indices wrap around too early, which shows when the consumer comes second.
void circular_buffer() {
  constexpr int kItems = 7;
  std::mutex m;
  int buffer[10] = {}, first = 0, next = 0;
  bool filled = false;
  auto send = [&] {
    std::lock_guard hold(m);
    for (int i = 1; i <= kItems; ++i) {
      buffer[next] = i;
      next = (next + 1) % 6;
    }
    filled = true;
  };
  auto receive = [&] {
    std::lock_guard hold(m);
    for (int i = 1; filled && i <= kItems; ++i) {
      require(buffer[first] == i);
      first = (first + 1) % 6;
    }
  };
  run_all({send, receive});
}

void crossed_locks() {
  std::mutex a, b;
  int counter = 0;
  auto one = [&] {
    std::lock_guard first(a);
    std::lock_guard second(b);
    ++counter;
  };
  auto two = [&] {
    std::lock_guard first(b);
    std::lock_guard second(a);
    ++counter;
  };
  run_all({one, two});
}

void lazy() {
  std::mutex m;
  int data = 0;
  auto add = [&](int n) {
    std::lock_guard hold(m);
    data += n;
  };
  auto check = [&] {
    std::lock_guard hold(m);
    require(data < 3);
  };
  run_all({[&] { add(1); }, [&] { add(2); }, check});
}

// As the circular buffer, with a queue that hands out the newest item first.
void queue() {
  std::mutex m;
  int items[20], size = 0;
  auto producer = [&] {
    std::lock_guard hold(m);
    for (int i = 0; i < 20; ++i) items[size++] = i;
  };
  auto consumer = [&] {
    std::lock_guard hold(m);
    for (int i = 0; size > 0; ++i) require(items[--size] == i);
  };
  run_all({producer, consumer});
}

// Setters write two variables in turn, the checker must not see one without the other.
void reorder(int threads) {
  int a = 0, b = 0;
  std::vector<std::function<void()>> bodies;
  for (int i = 0; i < threads - 1; ++i)
    bodies.push_back([&] {
      a = 1;
      b = -1;
    });
  bodies.push_back([&] { require((a == 0 && b == 0) || (a == 1 && b == -1)); });
  run_all(std::move(bodies));
}

// Once anything was pushed, the consumer pops without looking whether there is anything left.
void stack() {
  std::mutex m;
  int top = 0;
  bool any = false;
  auto push = [&] {
    for (int i = 0; i < 5; ++i) {
      std::lock_guard hold(m);
      ++top;
      any = true;
    }
  };
  auto pop = [&] {
    for (int i = 0; i < 5; ++i) {
      std::lock_guard hold(m);
      if (!any) continue;
      require(top > 0);
      --top;
    }
  };
  run_all({push, pop});
}

// A value is handed around a ring of three; it must have got everywhere when all have passed it on.
void token_ring() {
  std::mutex m;
  int x[3] = {1, 2, 1}, passed = 0;
  auto pass = [&](int to, int from, int add) {
    std::lock_guard hold(m);
    x[to] = (x[from] + add) % 4;
    ++passed;
  };
  auto check = [&] {
    std::lock_guard hold(m);
    if (passed == 3) require(x[0] == x[1] && x[1] == x[2]);
  };
  run_all({[&] { pass(0, 2, 1); }, [&] { pass(1, 0, 0); }, [&] { pass(2, 1, 0); }, check});
}

void two_stage() {
  std::mutex first, second;
  int stage1 = 0, stage2 = 0;
  auto write = [&] {
    {
      std::lock_guard hold(first);
      stage1 = 1;
    }
    {
      std::lock_guard hold(second);
      stage2 = stage1 + 1;
    }
  };
  auto read = [&] {
    int seen;
    {
      std::lock_guard hold(first);
      if (!stage1) return;
      seen = stage1;
    }
    std::lock_guard hold(second);
    require(stage2 == seen + 1);
  };
  run_all({write, read});
}

void wrong_lock() {
  std::mutex one, other;
  int data = 0;
  auto careful = [&] {
    std::lock_guard hold(one);
    int before = data;
    data = data + 1;
    require(data == before + 1);
  };
  auto wrong = [&] {
    std::lock_guard hold(other);
    data = data + 1;
  };
  run_all({careful, wrong, wrong, wrong});
}

// Owner and thief both take the last task.
void work_stealing() {
  int taken[3] = {}, head = 0, tail = 3;
  std::mutex m;
  auto owner = [&] {
    for (int i = 0; i < 3; ++i) {
      int t = tail - 1;
      tail = t;
      if (head <= t) require(++taken[t] == 1);
    }
  };
  auto thief = [&] {
    for (int i = 0; i < 2; ++i) {
      std::lock_guard hold(m);
      int h = head;
      if (h >= tail) continue;
      head = h + 1;
      require(++taken[h] == 1);
    }
  };
  run_all({owner, thief});
}

struct Program {
  const char* name;
  std::function<void()> body;
};

struct Finds {
  int trials = 0, found = 0;
  double sum = 0;
};

Finds look_for(const Program& program, Mode mode, int trials) {
  Finds finds;
  for (int seed = 1; seed <= trials; ++seed) {
    threadlings::Options options;
    options.mode = mode;
    options.seed = static_cast<std::uint64_t>(seed);
    options.races = false;
    options.quiet = true;
    options.explain = false;
    options.seconds = 20;
    auto result = threadlings::explore(program.body, options);
    ++finds.trials;
    if (!result.first_failure) continue;
    ++finds.found;
    finds.sum += static_cast<double>(result.first_failure);
  }
  return finds;
}

void measure(const Program& program, int trials) {
  std::printf("%-18s", program.name);
  for (Mode mode : {Mode::pct, Mode::pos, Mode::random_walk, Mode::surw, Mode::automatic}) {
    const Finds finds = look_for(program, mode, mode == Mode::automatic ? 1 : trials);
    if (finds.found == finds.trials)
      std::printf(" %11.1f", finds.sum / finds.found);
    else if (finds.found)
      std::printf(" %5.1f %2d/%2d", finds.sum / finds.found, finds.found, finds.trials);
    else
      std::printf(" %11s", "-");
    std::fflush(stdout);
  }
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const int trials = argc > 2 ? std::atoi(argv[2]) : 20;
  std::printf("%-18s %11s %11s %11s %11s %11s\n", "program", "pct(3)", "pos", "random walk", "surw",
              "automatic");
  const Program programs[] = {
      {"account", account},
      {"bluetooth", bluetooth},
      {"circular_buffer", circular_buffer},
      {"crossed_locks", crossed_locks},
      {"lazy", lazy},
      {"queue", queue},
      {"reorder_3", [] { reorder(3); }},
      {"reorder_5", [] { reorder(5); }},
      {"reorder_20", [] { reorder(20); }},
      {"stack", stack},
      {"token_ring", token_ring},
      {"two_stage", two_stage},
      {"wrong_lock", wrong_lock},
      {"work_stealing", work_stealing},
  };
  for (const Program& program : programs)
    if (argc < 2 || std::strstr(program.name, argv[1])) measure(program, trials);
}
