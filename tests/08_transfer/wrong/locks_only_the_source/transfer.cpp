// caught by: test (wrong)
#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  std::scoped_lock hold{from.mutex};  // money is taken here, so this is what needs a lock
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
