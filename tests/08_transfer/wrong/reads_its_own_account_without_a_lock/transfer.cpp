// caught by: tsan (race)
#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  if (&from == &to) return from.balance >= amount;  // nothing is changed, so nothing is locked
  std::scoped_lock hold{from.mutex, to.mutex};
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
