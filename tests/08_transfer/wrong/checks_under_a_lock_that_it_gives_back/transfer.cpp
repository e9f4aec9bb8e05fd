// caught by: test (wrong)
#include <mutex>

#include "bank.hpp"

namespace {

bool holds(Account& account, Cents amount) {
  std::scoped_lock hold{account.mutex};
  return account.balance >= amount;
}

}  // namespace

bool transfer(Account& from, Account& to, Cents amount) {
  if (!holds(from, amount)) return false;
  if (&from == &to) return true;
  std::scoped_lock hold{from.mutex, to.mutex};
  from.balance -= amount;
  to.balance += amount;
  return true;
}
