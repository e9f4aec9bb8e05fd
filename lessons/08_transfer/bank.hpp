// The bank: accounts, and the one thing that one can do with two of them. You need not edit this.
#pragma once

#include <cstdint>
#include <mutex>

using Cents = std::int64_t;  // money in whole cents

// One account. Whoever reads or writes `balance` holds `mutex` while doing it.
struct Account {
  Account(int account_number, Cents opening_balance)
      : number{account_number}, balance{opening_balance} {}

  const int number;  // no two accounts have the same one
  std::mutex mutex;  // guards balance
  Cents balance;
};

// Moves `amount` (more than 0) from one account to the other.
//
// Returns:        true if the money was moved; false if `from` held less than `amount`, and then
//                 nothing has changed.
// Thread safety:  any number of threads may call it at the same time, with any accounts.
// Same account:   `from` and `to` may be one account. Its balance stays as it was; the answer says
//                 whether it held `amount`.
bool transfer(Account& from, Account& to, Cents amount);
