// explore: pass, complete
// explore -DRESUMED_TWICE: race
// A coroutine that is resumed by other threads.
#include <atomic>
#include <cassert>
#include <coroutine>
#include <exception>
#include <thread>

struct Task {
  struct promise_type {
    Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> handle;
};

Task count(int& steps) {
  for (int i = 0; i < 3; ++i) {
    ++steps;
    co_await std::suspend_always{};
  }
}

int main() {
  int steps = 0;
  Task task = count(steps);
  task.handle.resume();
  std::thread a([&] { task.handle.resume(); });
#ifndef RESUMED_TWICE
  a.join();
#endif
  std::thread b([&] { task.handle.resume(); });
  b.join();
#ifdef RESUMED_TWICE
  a.join();
#endif
  assert(steps == 3);
  task.handle.destroy();
}
