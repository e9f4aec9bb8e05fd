// explore: pass, complete
// explore -DBROKEN: exception
// explore -DNEVER_SET: deadlock
// Futures from promises, packaged tasks and async; exceptions that cross threads.
#include <cassert>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

int main() {
  std::promise<std::string> promise;
  std::shared_future<std::string> word = promise.get_future().share();
  std::thread speaker([&promise] {
#ifdef NEVER_SET
    (void)promise;
#else
    promise.set_value("a word that is longer than a short string");
#endif
  });
  std::thread listener([word] { assert(word.get().size() > 20); });
  assert(word.get().front() == 'a');
  speaker.join(), listener.join();

  std::packaged_task<int(int)> task([](int x) { return x * x; });
  std::future<int> square = task.get_future();
  std::thread worker(std::move(task), 7);
  assert(square.get() == 49);
  worker.join();

  auto failing = std::async(std::launch::async, []() -> int { throw std::logic_error("no"); });
  try {
    failing.get();
    assert(false);
  } catch (const std::logic_error&) {
  }
  auto lazy = std::async(std::launch::deferred, [] { return 3; });
  assert(lazy.get() == 3);
#ifdef BROKEN
  std::future<int> nothing;
  {
    std::promise<int> gone;
    nothing = gone.get_future();
  }
  nothing.get();
#endif
}
