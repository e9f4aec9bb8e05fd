// caught by: explore (race)
#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  if (&from == &to) {
    std::scoped_lock hold{from.mutex};
    return from.balance >= amount;
  }
  std::unique_lock hold_source{from.mutex, std::try_to_lock};
  std::unique_lock hold_destination{to.mutex, std::try_to_lock};
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
