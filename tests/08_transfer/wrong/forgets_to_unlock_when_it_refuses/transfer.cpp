// caught by: test (hang)
#include <mutex>

#include "bank.hpp"

bool transfer(Account& from, Account& to, Cents amount) {
  if (&from == &to) {
    std::scoped_lock hold{from.mutex};
    return from.balance >= amount;
  }
  std::lock(from.mutex, to.mutex);
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  from.mutex.unlock();
  to.mutex.unlock();
  return true;
}
