// How many interleavings each sampling strategy needs to find a known bug: the mean over 20 seeds,
// on small programs in the style of the public sets on which such strategies are compared. Races
// are allowed here, since the bugs are failed assertions and deadlocks. "-" is: not within 10,000.
#include <pthread.h>

#include <atomic>
#include <cassert>
#include <cstdio>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "threadlings/explore.hpp"

namespace {

using threadlings::Mode;

void require(bool holds) {
  if (!holds) __assert_fail("the invariant", __FILE__, __LINE__, __func__);
}

void run_all(std::vector<std::function<void()>> bodies) {
  std::vector<std::thread> threads;
  for (auto& body : bodies) threads.emplace_back(std::move(body));
  for (auto& thread : threads) thread.join();
}

// Deposit and withdrawal are locked, but the transfer between them reads the balance unlocked.
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

void circular_buffer() {
  int buffer[4] = {}, head = 0, count = 0;
  auto send = [&] {
    for (int i = 1; i <= 3; ++i) {
      buffer[(head + count) % 4] = i;
      count = count + 1;
    }
  };
  auto receive = [&] {
    for (int last = 0, i = 0; i < 3; ++i) {
      if (!count) continue;
      int value = buffer[head];
      head = (head + 1) % 4;
      count = count - 1;
      require(value == last + 1);
      last = value;
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

void queue() {
  std::mutex m;
  std::vector<int> items;
  bool pushed = false, popped = false;
  items.reserve(8);
  auto producer = [&] {
    for (int i = 0; i < 3; ++i) {
      std::lock_guard hold(m);
      if (!popped) items.push_back(i);
      pushed = true;
    }
  };
  auto consumer = [&] {
    for (int i = 0; i < 3; ++i) {
      std::lock_guard hold(m);
      if (!pushed) continue;
      require(!items.empty());
      items.pop_back();
      popped = true;
    }
  };
  run_all({producer, consumer});
}

// Setters write two variables in turn, the checker must not see one without the other.
void reorder(int setters) {
  int a = 0, b = 0;
  std::vector<std::function<void()>> bodies;
  for (int i = 0; i < setters; ++i)
    bodies.push_back([&] {
      a = 1;
      b = -1;
    });
  bodies.push_back([&] { require((a == 0 && b == 0) || (a == 1 && b == -1)); });
  run_all(std::move(bodies));
}

void stack() {
  std::mutex m;
  int top = 0;
  bool any = false;
  auto push = [&] {
    for (int i = 0; i < 4; ++i) {
      std::lock_guard hold(m);
      ++top;
      any = true;
    }
  };
  auto pop = [&] {
    for (int i = 0; i < 4; ++i) {
      if (!any) continue;
      std::lock_guard hold(m);
      require(top > 0);
      --top;
    }
  };
  run_all({push, pop});
}

void token_ring() {
  int x[4] = {1, 2, 3, 4};
  auto pass = [&](int to, int from) { x[to] = (x[from] + 1) % 7; };
  std::mutex m;
  std::atomic<int> done{0};
  auto body = [&](int to, int from) {
    std::lock_guard hold(m);
    pass(to, from);
    ++done;
  };
  run_all({[&] { body(0, 3); }, [&] { body(1, 0); }, [&] { body(2, 1); }, [&] { body(3, 2); }});
  require(!(x[0] == 5 && x[1] == 6 && x[2] == 0 && x[3] == 1));
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

void measure(const Program& program) {
  std::printf("%-18s", program.name);
  for (Mode mode : {Mode::pct, Mode::pos, Mode::random_walk, Mode::surw, Mode::automatic}) {
    double sum = 0;
    int found = 0;
    const int trials = mode == Mode::automatic ? 1 : 20;
    for (int seed = 1; seed <= trials; ++seed) {
      threadlings::Options options;
      options.mode = mode;
      options.seed = static_cast<std::uint64_t>(seed);
      options.races = false;
      options.quiet = true;
      options.explain = false;
      options.seconds = 20;
      auto result = threadlings::explore(program.body, options);
      if (!result.first_failure) continue;
      ++found;
      sum += static_cast<double>(result.first_failure);
    }
    if (found == trials)
      std::printf(" %11.1f", sum / found);
    else if (found)
      std::printf(" %6.1f %2d/%2d", sum / found, found, trials);
    else
      std::printf(" %11s", "-");
    std::fflush(stdout);
  }
  std::printf("\n");
}

}  // namespace

int main() {
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
  for (const Program& program : programs) measure(program);
}
