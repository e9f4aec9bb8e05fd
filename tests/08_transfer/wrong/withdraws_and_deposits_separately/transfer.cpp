// caught by: test (wrong)
#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  {
    std::scoped_lock hold{from.mutex};
    if (from.balance < amount) return false;
    from.balance -= amount;
  }
  // Never two locks at a time, so there is no deadlock.
  std::scoped_lock hold{to.mutex};
  to.balance += amount;
  return true;
}
