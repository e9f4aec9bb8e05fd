// explore -DRECURSIVE: pass, complete
// explore -DSCOPED: pass, complete
// explore -DTWICE: deadlock
// explore -DSEPARATELY: deadlock
// explore -DJOIN_UNDER_LOCK: deadlock
// Transfers between accounts that each have a lock of their own.
#include <mutex>
#include <thread>

#ifdef RECURSIVE
using Mutex = std::recursive_mutex;
#else
using Mutex = std::mutex;
#endif
struct Account {
  Mutex m;
  int balance = 10;
};

void transfer(Account& from, Account& to) {
#if defined(SEPARATELY)
  std::lock_guard first(from.m);
  std::lock_guard second(to.m);
#else
  std::scoped_lock both(from.m, to.m);
#endif
#if defined(TWICE) || defined(RECURSIVE)
  std::lock_guard again(from.m);
#endif
  --from.balance, ++to.balance;
}

int main() {
  Account one, two;
  std::thread a([&] { transfer(one, two); });
#ifdef JOIN_UNDER_LOCK
  std::lock_guard hold(two.m);
#endif
  std::thread b([&] { transfer(two, one); });
  a.join(), b.join();
  return one.balance + two.balance - 20;
}
