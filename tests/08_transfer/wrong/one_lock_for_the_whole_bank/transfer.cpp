// caught by: test (wrong)
#include <mutex>

#include "bank.hpp"

namespace {

std::mutex bank;

}  // namespace

bool transfer(Account& from, Account& to, Cents amount) {
  std::scoped_lock hold{bank};
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}
