// Two or three transfers at the same time, in every order in which their steps can happen.
#include <gtest/gtest.h>

#include <mutex>
#include <thread>
#include <threadlings/explore.hpp>

#include "bank.hpp"

namespace {

Cents balance_of(Account& account) {
  std::lock_guard hold{account.mutex};
  return account.balance;
}

}  // namespace

// Two odd numbers, far apart: an order is one for any two accounts.
TEST(InEveryOrder, TwoPayEachOther) {
  threadlings::explore([] {
    Account ada{5, 100};
    Account ben{13, 100};
    std::thread there{[&] { transfer(ada, ben, 30); }};
    std::thread back{[&] { transfer(ben, ada, 10); }};
    there.join();
    back.join();
    EXPECT_EQ(ada.balance, 80) << "Ada had 100, paid 30 and got 10.";
    EXPECT_EQ(ben.balance, 120) << "Ben had 100, got 30 and paid 10.";
  });
}

// The balances change places: whoever goes by them finds another order the second time.
TEST(InEveryOrder, TwoPayEachOtherAndThePoorerOneBecomesTheRicher) {
  threadlings::explore([] {
    Account ada{18, 100};
    Account ben{2, 50};
    std::thread there{[&] { transfer(ada, ben, 80); }};
    std::thread back{[&] { transfer(ben, ada, 20); }};
    there.join();
    back.join();
    EXPECT_EQ(ada.balance + ben.balance, 150) << "Money was lost or made.";
  });
}

TEST(InEveryOrder, NobodySpendsTheSameMoneyTwice) {
  threadlings::explore([] {
    Account ada{1, 100};
    Account ben{2, 0};
    bool first = false;
    bool second = false;
    std::thread one{[&] { first = transfer(ada, ben, 100); }};
    std::thread other{[&] { second = transfer(ada, ben, 100); }};
    one.join();
    other.join();
    EXPECT_NE(first, second)
        << "Ada has 100 cents: exactly one of two payments of 100 can go through.";
    EXPECT_EQ(ada.balance, 0);
    EXPECT_EQ(ben.balance, 100);
  });
}

TEST(InEveryOrder, NoMoneyIsOnItsWay) {
  threadlings::explore([] {
    Account ada{1, 100};
    Account ben{2, 100};
    std::thread teller{[&] { transfer(ada, ben, 40); }};
    {
      std::scoped_lock hold{ada.mutex, ben.mutex};
      EXPECT_EQ(ada.balance + ben.balance, 200)
          << "Somebody who holds both mutexes adds up the two balances, and the sum is not right: "
             "the transfer took the money and gave it under two separate locks.";
    }
    teller.join();
  });
}

TEST(InEveryOrder, PayingOneselfGetsInNobodysWay) {
  threadlings::explore([] {
    Account ada{1, 100};
    Account ben{2, 0};
    std::thread to_herself{[&] { transfer(ada, ada, 100); }};
    std::thread to_ben{[&] { transfer(ada, ben, 30); }};
    to_herself.join();
    to_ben.join();
    EXPECT_EQ(balance_of(ada), 70);
    EXPECT_EQ(balance_of(ben), 30);
  });
}

// Around a circle: each holds what the next one needs, unless there is an order.
TEST(InEveryOrder, ThreePayAroundACircle) {
  threadlings::explore([] {
    Account ada{3, 10};
    Account ben{1, 10};
    Account cem{2, 10};
    std::thread one{[&] { transfer(ada, ben, 1); }};
    std::thread two{[&] { transfer(ben, cem, 2); }};
    transfer(cem, ada, 3);
    one.join();
    two.join();
    EXPECT_EQ(ada.balance, 12);
    EXPECT_EQ(ben.balance, 9);
    EXPECT_EQ(cem.balance, 9);
  });
}
