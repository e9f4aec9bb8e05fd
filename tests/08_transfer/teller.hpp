// One transfer in a thread of its own, and what can be seen of it from outside.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <string>
#include <thread>

#include "bank.hpp"

class Teller {
 public:
  Teller(Account& from, Account& to, Cents amount)
      : thread_{[this, &from, &to, amount] { serve(from, to, amount); }} {}

  bool finished() const { return finished_; }

  // Lets the teller get as far as it can: until it has finished, sleeps because it waits for a
  // lock, has used some milliseconds of processor time (it tries again and again), or `enough()`.
  // How long that takes by the clock does not matter.
  template <typename Enough>
  void let_it_go_on(Enough enough) {
    while (!begun_) sched_yield();
    for (int asleep = 0; !finished() && !enough() && asleep < 3 && !has_run_for_long();) {
      asleep = is_asleep() ? asleep + 1 : 0;
      sched_yield();
    }
  }
  void let_it_go_on() {
    let_it_go_on([] { return false; });
  }

  // Waits for the end; says what the transfer returned.
  bool result() {
    thread_.join();
    return result_;
  }

 private:
  void serve(Account& from, Account& to, Cents amount) {
    std::array<char, 64> path{};
    if (readlink("/proc/thread-self", path.data(), path.size() - 1) > 0) {
      status_file_ = std::string{"/proc/"} + path.data() + "/stat";
    }
    begun_ = true;
    result_ = transfer(from, to, amount);
    finished_ = true;
  }

  // The state of a thread is the letter after its name in brackets: proc(5).
  bool is_asleep() const {
    std::ifstream file{status_file_};
    std::string line;
    std::getline(file, line);
    const auto name_ends = line.rfind(')');
    return name_ends != std::string::npos && line.substr(name_ends, 3) == ") S";
  }

  bool has_run_for_long() {
    clockid_t clock{};
    timespec used{};
    if (pthread_getcpuclockid(thread_.native_handle(), &clock) != 0) return true;
    if (clock_gettime(clock, &used) != 0) return true;
    return used.tv_sec > 0 || used.tv_nsec > 2'000'000;
  }

  std::atomic<bool> begun_{false};
  std::atomic<bool> finished_{false};
  bool result_ = false;
  std::string status_file_;
  std::jthread thread_;  // last: everything that it uses exists before it starts
};
