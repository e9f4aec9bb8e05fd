// Two friends send each other money, many times, at the same time.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "bank.hpp"

namespace {

constexpr int kTransfers = 3'000'000;

std::atomic<int> done_by_ada{0};
std::atomic<int> done_by_ben{0};

void send_often(Account& from, Account& to, std::atomic<int>& done) {
  for (int i = 0; i != kTransfers; ++i) {
    transfer(from, to, 1);
    ++done;
  }
}

int done_together() {
  return done_by_ada + done_by_ben;
}

// Ends the program when nothing has moved for a second. Without it you would have to press Ctrl+C.
void give_up_when_stuck() {
  using namespace std::chrono_literals;
  for (int before = -1; done_together() < 2 * kTransfers;) {
    if (before == done_together()) {
      std::printf("\n  Stuck. For a whole second not one cent has moved.\n");
      std::printf("  Ada's thread stopped after %d transfers, ", done_by_ada.load());
      std::printf("Ben's after %d.\n", done_by_ben.load());
      std::printf("  Each has locked one account and waits for the other.\n\n");
      std::fflush(stdout);
      std::_Exit(1);  // the two threads will never end, so there is nothing to join
    }
    before = done_together();
    for (int i = 0; i != 100 && done_together() < 2 * kTransfers; ++i) {
      std::this_thread::sleep_for(10ms);
    }
  }
}

}  // namespace

int main() {
  Account ada{1, 50'000};
  Account ben{2, 50'000};
  std::printf("Ada has %lld cents, Ben has %lld.\n", static_cast<long long>(ada.balance),
              static_cast<long long>(ben.balance));
  std::printf("Ada sends Ben one cent, %d times. Ben does the same, at the same time.\n",
              kTransfers);
  std::fflush(stdout);
  {
    std::jthread ada_sends{[&] { send_often(ada, ben, done_by_ada); }};
    std::jthread ben_sends{[&] { send_often(ben, ada, done_by_ben); }};
    give_up_when_stuck();
  }
  std::printf("Ada has %lld cents, Ben has %lld. Together: %lld. Nothing got lost.\n",
              static_cast<long long>(ada.balance), static_cast<long long>(ben.balance),
              static_cast<long long>(ada.balance + ben.balance));
}
