#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  if (&from == &to) {
    // One account has one mutex, and a std::mutex that is locked twice never comes back.
    std::scoped_lock hold{from.mutex};
    return from.balance >= amount;
  }

  // Both mutexes in one step. While scoped_lock waits for one of them it does not hold the other,
  // so it does not matter in which order different callers name them.
  std::scoped_lock hold{from.mutex, to.mutex};

  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
