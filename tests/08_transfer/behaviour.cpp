// stub: tsan (deadlock)
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <fstream>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bank.hpp"
#include "teller.hpp"

namespace {

// The observer of these tests takes several mutexes without making an order between them.
Cents total(std::array<Account, 3>& accounts) {
  std::scoped_lock hold{accounts[0].mutex, accounts[1].mutex, accounts[2].mutex};
  return accounts[0].balance + accounts[1].balance + accounts[2].balance;
}

}  // namespace

TEST(Transfer, MovesTheMoney) {
  Account ada{1, 100};
  Account ben{2, 20};
  EXPECT_TRUE(transfer(ada, ben, 30));
  EXPECT_EQ(ada.balance, 70);
  EXPECT_EQ(ben.balance, 50);
  EXPECT_TRUE(transfer(ada, ben, 70)) << "The whole balance may be sent.";
  EXPECT_EQ(ada.balance, 0);
  EXPECT_EQ(ben.balance, 120);
}

TEST(Transfer, ChangesNothingWhenThereIsTooLittle) {
  Account ada{1, 100};
  Account ben{2, 20};
  EXPECT_FALSE(transfer(ada, ben, 101));
  EXPECT_EQ(ada.balance, 100);
  EXPECT_EQ(ben.balance, 20);
  EXPECT_TRUE(transfer(ada, ben, 100)) << "After a refusal both accounts must be usable again.";
}

// Both directions, one after the other. Nothing can get stuck here, but ThreadSanitizer remembers
// which mutex was locked while which other was held, and reports a circle.
TEST(Transfer, WorksInBothDirections) {
  Account ada{2, 100};  // numbers and addresses run in opposite directions
  Account ben{1, 0};
  EXPECT_TRUE(transfer(ada, ben, 100));
  EXPECT_TRUE(transfer(ben, ada, 60));
  EXPECT_TRUE(transfer(ada, ben, 60));
  EXPECT_TRUE(transfer(ben, ada, 100));
  EXPECT_EQ(ada.balance, 100);
  EXPECT_EQ(ben.balance, 0);
}

TEST(Transfer, WorksAroundACircleOfThree) {
  std::array<Account, 3> accounts{{{7, 10}, {9, 10}, {8, 10}}};
  for (std::size_t i = 0; i != 3; ++i) {
    EXPECT_TRUE(transfer(accounts[i], accounts[(i + 1) % 3], 10));
  }
  EXPECT_EQ(total(accounts), 30);
}

// In a child process, because a transfer that never comes back cannot be ended otherwise.
class PayingOneself : public testing::Test {
 public:
  static bool comes_back() { return comes_back_; }

 protected:
  // Pays and notes what happened. Fails the test if the transfer does not come back.
  void pay(Cents balance, Cents amount) {
    comes_back_ = false;
    child_ = fork();
    ASSERT_GE(child_, 0);
    if (child_ == 0) run_child(balance, amount);
    int status = 0;
    for (int asleep = 0; waitpid(child_, &status, WNOHANG) == 0; sched_yield()) {
      asleep = is_asleep() ? asleep + 1 : 0;
      if (asleep < kSurelyAsleep) continue;
      kill(child_, SIGKILL);
      waitpid(child_, &status, 0);
      FAIL() << "transfer(ada, ada, " << amount << ") sleeps for ever: it waits for a mutex that "
             << "it holds itself.";
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
      FAIL() << "transfer(ada, ada, " << amount << ") never comes back: it used up a whole second "
             << "of processor time. Does it lock the same mutex twice?";
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 7) {
      FAIL() << "transfer(ada, ada, " << amount << ") crashed.";
    }
    comes_back_ = true;
    returned_ = (WEXITSTATUS(status) & 1) != 0;
    kept_ = (WEXITSTATUS(status) & 2) != 0;
    unlocked_ = (WEXITSTATUS(status) & 4) != 0;
  }

  bool returned_ = false;  // what transfer said
  bool kept_ = false;      // the balance is as before
  bool unlocked_ = false;  // the mutex is free again

 private:
  static constexpr int kSurelyAsleep = 200;

  [[noreturn]] static void run_child(Cents balance, Cents amount) {
    const rlimit one_second{1, 5};  // then SIGXCPU
    setrlimit(RLIMIT_CPU, &one_second);
    Account ada{1, balance};
    const int returned = transfer(ada, ada, amount) ? 1 : 0;
    const int kept = ada.balance == balance ? 2 : 0;
    const int unlocked = ada.mutex.try_lock() ? 4 : 0;
    _exit(returned | kept | unlocked);
  }

  bool is_asleep() const {
    std::ifstream file{"/proc/" + std::to_string(child_) + "/stat"};
    std::string line;
    std::getline(file, line);
    const auto name_ends = line.rfind(')');
    return name_ends != std::string::npos && line.substr(name_ends, 3) == ") S";
  }

  static inline bool comes_back_ = true;
  pid_t child_ = 0;
};

TEST_F(PayingOneself, IsAllowed) {
  pay(100, 40);
  if (HasFatalFailure()) return;
  EXPECT_TRUE(returned_) << "Ada has 100 cents and sends herself 40: that works.";
  EXPECT_TRUE(kept_) << "Ada's balance must stay as it was.";
  EXPECT_TRUE(unlocked_) << "Ada's mutex is still locked after the transfer.";
}

TEST_F(PayingOneself, IsRefusedWhenThereIsTooLittle) {
  if (!comes_back()) FAIL() << "This needs a transfer to oneself that comes back.";
  pay(100, 101);
  if (HasFatalFailure()) return;
  EXPECT_FALSE(returned_) << "Ada has 100 cents and cannot send herself 101.";
  EXPECT_TRUE(kept_) << "Ada's balance must stay as it was.";
  EXPECT_TRUE(unlocked_) << "Ada's mutex is still locked after the transfer.";
}

// The tests below hold one of the two mutexes, as another thread of the bank might. That the
// transfer has then waited long enough to show a mistake is likely, not certain: hence the rounds.
class WhileAnAccountIsBusy : public testing::Test {
 protected:
  struct Bank {
    explicit Bank(bool source_is_busy)
        : busy{source_is_busy ? ada : ben}, other{source_is_busy ? ben : ada} {}

    Account ada{2, 100};
    Account ben{1, 100};
    Account& busy;
    Account& other;
  };

  static void try_both(void (*scene)(Bank&)) {
    for (int round = 0; round != kRounds && !HasFailure(); ++round) {
      Bank source_is_busy{true};
      scene(source_is_busy);
      Bank destination_is_busy{false};
      scene(destination_is_busy);
    }
  }

 private:
  static constexpr int kRounds = 10;
};

TEST_F(WhileAnAccountIsBusy, ATransferWaitsForIt) {
  try_both([](Bank& bank) {
    auto& [ada, ben, busy, other] = bank;
    std::unique_lock hold{busy.mutex};
    const Cents balance_before = busy.balance;
    Teller teller{ada, ben, 1};
    teller.let_it_go_on();
    EXPECT_FALSE(teller.finished())
        << "The account's mutex was held by somebody else, and the transfer did not wait.";
    EXPECT_EQ(busy.balance, balance_before)
        << "The transfer changed a balance whose mutex somebody else held.";
    hold.unlock();
    EXPECT_TRUE(teller.result());
  });
}

TEST_F(WhileAnAccountIsBusy, NoMoneyIsOnItsWay) {
  try_both([](Bank& bank) {
    auto& [ada, ben, busy, other] = bank;
    std::unique_lock hold{busy.mutex};
    Teller teller{ada, ben, 1};
    teller.let_it_go_on();
    if (std::unique_lock also{other.mutex, std::try_to_lock}; also) {
      // Both mutexes are ours: nobody may be in the middle of anything.
      EXPECT_EQ(ada.balance + ben.balance, 200)
          << "Somebody who holds both mutexes adds up the two balances, and money is missing (or "
             "there is too much): the transfer took it and gave it under two separate locks.";
    }
    hold.unlock();
    EXPECT_TRUE(teller.result());
  });
}

TEST_F(WhileAnAccountIsBusy, TheBalanceIsCheckedAgainstWhatIsThereAfterwards) {
  try_both([](Bank& bank) {
    auto& [ada, ben, busy, other] = bank;
    std::unique_lock hold{busy.mutex};
    Teller teller{ada, ben, 100};
    teller.let_it_go_on();
    std::unique_lock also{other.mutex, std::try_to_lock};
    const bool withdrew = also.owns_lock() || &busy == &ada;
    if (withdrew) ada.balance = 0;  // somebody else was quicker and took all of Ada's money
    if (also) also.unlock();
    hold.unlock();
    EXPECT_EQ(teller.result(), !withdrew)
        << "The transfer looked at Ada's balance before it had locked what it needs. Meanwhile the "
           "money was gone.";
    EXPECT_GE(ada.balance, 0);
  });
}

TEST(Transfer, OfOtherAccountsNeedNotWait) {
  Account ada{1, 100};
  Account ben{2, 100};
  Account cem{3, 100};
  Account dora{4, 100};
  std::unique_lock hold_ada{ada.mutex};
  Teller teller{ada, ben, 10};
  teller.let_it_go_on();
  EXPECT_TRUE(transfer(cem, dora, 10));  // stays here for ever if one lock guards the whole bank
  hold_ada.unlock();
  EXPECT_TRUE(teller.result());
}

// Ada's teller has locked Ada's account (if it does that) and waits for Ben's. Then Ben pays Ada.
TEST(Transfer, ReturnsWhenTwoPayEachOther) {
  for (int round = 0; round != 60; ++round) {
    Account ada{1, 100};
    Account ben{2, 100};
    Account& first = round % 2 == 0 ? ada : ben;
    Account& second = round % 2 == 0 ? ben : ada;
    std::unique_lock hold{second.mutex};
    Teller teller{first, second, 10};
    teller.let_it_go_on([&] {
      if (!first.mutex.try_lock()) return true;
      first.mutex.unlock();
      return false;
    });
    hold.unlock();
    EXPECT_TRUE(
        transfer(second, first, 10));  // stays here for ever if each holds what the other needs
    EXPECT_TRUE(teller.result());
    EXPECT_EQ(ada.balance, 100);
    EXPECT_EQ(ben.balance, 100);
  }
}

TEST(Traffic, KeepsTheTotal) {
  constexpr int kEach = 1000;
  std::array<Account, 3> accounts{{{3, 500}, {1, 500}, {2, 500}}};
  std::latch start{4};
  std::atomic<int> working{3};
  auto work = [&](std::size_t first) {
    start.arrive_and_wait();
    // Everybody begins with account 0. What is read there without a lock is a race, every time.
    transfer(accounts[0], accounts[1], 1);
    for (std::size_t i = first; i != first + kEach; ++i) {
      transfer(accounts[i % 3], accounts[(i + 1 + i % 2) % 3], 1 + static_cast<Cents>(i % 7));
    }
    --working;
  };
  {
    std::vector<std::jthread> tellers;
    for (std::size_t t = 0; t != 3; ++t) tellers.emplace_back(work, t);
    start.arrive_and_wait();
    while (working > 0) EXPECT_EQ(total(accounts), 1500) << "Money was lost or made.";
  }
  EXPECT_EQ(total(accounts), 1500) << "Money was lost or made.";
  for (const Account& account : accounts) EXPECT_GE(account.balance, 0);
}

// Any thread may do this, so it must lock like everybody else.
TEST(Traffic, LetsPeoplePayThemselves) {
  if (!PayingOneself::comes_back()) return;  // reported above
  Account ada{1, 100};
  Account ben{2, 0};
  {
    std::jthread to_herself{[&] {
      for (int i = 0; i != 50; ++i) transfer(ada, ada, 1);
    }};
    std::jthread to_ben{[&] {
      for (int i = 0; i != 50; ++i) transfer(ada, ben, 1);
    }};
  }
  EXPECT_EQ(ada.balance, 50);
  EXPECT_EQ(ben.balance, 50);
}
