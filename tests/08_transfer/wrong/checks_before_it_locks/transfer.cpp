// caught by: test (wrong)
#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  if (from.balance < amount) return false;
  if (&from == &to) return true;
  std::scoped_lock hold{from.mutex, to.mutex};
  from.balance -= amount;
  to.balance += amount;
  return true;
}
