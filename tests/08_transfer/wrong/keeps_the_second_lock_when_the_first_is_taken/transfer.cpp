// caught by: explore (deadlock)
#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  if (&from == &to) {
    std::scoped_lock hold{from.mutex};
    return from.balance >= amount;
  }
  // Takes what is free at once and waits for the other one: never waits with empty hands.
  std::unique_lock hold_destination{to.mutex, std::try_to_lock};
  std::scoped_lock hold_source{from.mutex};
  if (!hold_destination) hold_destination.lock();
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
