// explore: pass, complete
// explore -DBY_HAND: race
// explore -DRECURSIVE: deadlock
// Exactly once: std::call_once and static locals; and a double-checked flag that is none.
#include <atomic>
#include <cassert>
#include <mutex>
#include <string>
#include <thread>

std::once_flag once;
int made = 0;

struct Settings {
  Settings() { ++made; }
  std::string name = "a name that is too long for the object itself";
};

const Settings& settings() {
  static Settings the_only;
  return the_only;
}

std::string* lazily = nullptr;
std::mutex m;

std::string& by_hand() {
  if (!lazily) {
    std::lock_guard hold(m);
    if (!lazily) lazily = new std::string("made");
  }
  return *lazily;
}

void work() {
  std::call_once(once, [] {
    ++made;
#ifdef RECURSIVE
    std::call_once(once, [] {});
#endif
  });
  assert(settings().name.size() > 20);
#ifdef BY_HAND
  assert(by_hand() == "made");
#endif
}

int main() {
  std::thread a(work), b(work);
  a.join(), b.join();
  assert(made == 2);
}
