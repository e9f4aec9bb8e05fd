// caught by: test (hang)
#include <mutex>

#include "bank.hpp"

namespace {

std::mutex gate;  // one transfer at a time, so no two can cross

}  // namespace

bool transfer(Account& from, Account& to, Cents amount) {
  std::scoped_lock pass{gate};
  if (&from == &to) {
    std::scoped_lock hold{from.mutex};
    return from.balance >= amount;
  }
  std::scoped_lock hold{from.mutex, to.mutex};
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
