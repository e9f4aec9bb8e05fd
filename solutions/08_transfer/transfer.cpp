#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  if (&from == &to) {
    // One account has one mutex, and a std::mutex that is locked twice never comes back.
    std::scoped_lock hold{from.mutex};
    return from.balance >= amount;
  }

  // Both mutexes in one step. However different callers order them, this does not deadlock: it
  // never waits for one of the two while it keeps the other.
  std::scoped_lock hold{from.mutex, to.mutex};

  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
