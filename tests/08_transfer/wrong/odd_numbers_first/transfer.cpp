// caught by: explore (deadlock)
#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  if (&from == &to) {
    std::scoped_lock hold{from.mutex};
    return from.balance >= amount;
  }
  // Odd account numbers first: that is an order, too.
  const bool from_first = from.number % 2 != 0 || to.number % 2 == 0;
  std::scoped_lock hold_first{from_first ? from.mutex : to.mutex};
  std::scoped_lock hold_second{from_first ? to.mutex : from.mutex};
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
