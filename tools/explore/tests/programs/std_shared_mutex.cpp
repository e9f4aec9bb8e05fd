// explore: pass, complete
// explore -DWRITES_SHARED: race
// explore -DUPGRADES: deadlock
// std::shared_mutex and std::shared_timed_mutex: many readers or one writer.
#include <cassert>
#include <chrono>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

std::shared_mutex guard;
std::shared_timed_mutex timed;
std::map<int, std::string> names{{1, "one"}};

std::string find(int number) {
  std::shared_lock hold(guard);
  auto found = names.find(number);
  return found == names.end() ? "" : found->second;
}

void add(int number, const char* name) {
#ifdef WRITES_SHARED
  std::shared_lock hold(guard);
#else
#ifdef UPGRADES
  std::shared_lock look(guard);
#endif
  std::unique_lock hold(guard);
#endif
  names[number] = name;
}

int main() {
  std::thread writer([] { add(2, "two"); });
  std::thread reader([] {
    const std::string name = find(2);
    assert(name.empty() || name == "two");
  });
  assert(find(1) == "one");
  writer.join(), reader.join();
  assert(find(2) == "two");
  std::thread late([] {
    if (timed.try_lock_shared_for(std::chrono::milliseconds(1))) timed.unlock_shared();
  });
  timed.lock();
  timed.unlock();
  late.join();
}
