// caught by: tsan (deadlock)
#include <mutex>

#include "bank.hpp"

namespace {

Cents balance_of(Account& account) {
  std::scoped_lock hold{account.mutex};
  return account.balance;
}

}  // namespace

bool transfer(Account& from, Account& to, Cents amount) {
  if (&from == &to) {
    std::scoped_lock hold{from.mutex};
    return from.balance >= amount;
  }
  // The richer account first: that is an order, too.
  const bool from_first = balance_of(from) >= balance_of(to);
  std::scoped_lock hold_first{from_first ? from.mutex : to.mutex};
  std::scoped_lock hold_second{from_first ? to.mutex : from.mutex};
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
