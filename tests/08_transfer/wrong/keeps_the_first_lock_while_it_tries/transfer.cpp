// caught by: test (hang)
#include <mutex>
#include <thread>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  if (&from == &to) {
    std::scoped_lock hold{from.mutex};
    return from.balance >= amount;
  }
  std::scoped_lock hold_source{from.mutex};
  // try_lock does not wait, so this cannot deadlock.
  while (!to.mutex.try_lock()) std::this_thread::yield();
  std::scoped_lock hold_destination{std::adopt_lock, to.mutex};
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
