// explore: pass, complete
// explore -DSHARED_TOO: race
// thread_local objects with constructors and destructors; shared_ptr across threads.
#include <atomic>
#include <cassert>
#include <memory>
#include <string>
#include <thread>
#include <vector>

std::atomic<int> alive{0};

struct Counted {
  Counted() { ++alive; }
  ~Counted() { --alive; }
  std::vector<std::string> lines;
};

thread_local Counted mine;
std::shared_ptr<Counted> shared = std::make_shared<Counted>();

void work() {
  mine.lines.push_back("a line that does not fit into the string object itself");
  assert(mine.lines.size() == 1);
  auto copy = shared;
#ifdef SHARED_TOO
  copy->lines.push_back("x");
#endif
}

int main() {
  std::thread a(work), b(work);
  a.join(), b.join();
  assert(alive == 1);
  std::weak_ptr<Counted> watch = shared;
  std::thread c([p = std::move(shared)] {});
  c.join();
  assert(watch.expired() && alive == 0);
}
