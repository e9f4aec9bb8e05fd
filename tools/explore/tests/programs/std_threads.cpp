// explore: pass, complete
// explore -DUNJOINED: unjoined
// explore -DTHROWS: exception
// std::thread, std::jthread and std::stop_token.
#include <atomic>
#include <cassert>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <vector>

int main() {
  std::atomic<int> sum{0};
  {
    std::vector<std::jthread> workers;
    for (int i = 1; i <= 2; ++i) workers.emplace_back([&sum, i] { sum += i; });
  }
  assert(sum == 3);
  std::atomic<bool> called{false};
  std::jthread until_stopped([&](std::stop_token stop) {
    std::stop_callback on_stop(stop, [&] { called = true; });
    while (!stop.stop_requested()) std::this_thread::yield();
  });
  until_stopped.request_stop();
  until_stopped.join();
  assert(called);
#ifdef THROWS
  std::thread bad([] { throw std::runtime_error("nobody is there to catch this"); });
  bad.join();
#endif
#ifdef UNJOINED
  std::thread forgotten([] {});
#endif
}
