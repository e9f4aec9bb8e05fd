// caught by: test (wrong)
#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  // Always the smaller number first: no circle.
  std::scoped_lock hold_first{from.number < to.number ? from.mutex : to.mutex};
  std::scoped_lock hold_second{from.number < to.number ? to.mutex : from.mutex};
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
