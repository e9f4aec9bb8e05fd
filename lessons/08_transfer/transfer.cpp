#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  // TODO: two people can send money to each other at the same time.
  std::scoped_lock hold_source{from.mutex};
  std::scoped_lock hold_destination{to.mutex};

  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
