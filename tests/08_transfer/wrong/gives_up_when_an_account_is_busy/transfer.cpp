// caught by: test (wrong)
#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  if (&from == &to) {
    std::scoped_lock hold{from.mutex};
    return from.balance >= amount;
  }
  if (std::try_lock(from.mutex, to.mutex) != -1) return false;  // somebody is in our way
  std::scoped_lock hold{std::adopt_lock, from.mutex, to.mutex};
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
