// Runs the answer in a process of its own, and watches it from outside.
//
// Purpose:        tests that never guess how long something takes. They do one thing (an order, the
//                 end of a job) and then wait for what must follow. If the shop and all its jobs
//                 sleep instead, as /proc/PID/task/TID/status tells (proc(5)), it will never
//                 follow.
// How:            a job whose order is one of A .. H waits until the test lets it end. What the
//                 shop and its jobs see of themselves they write into a page of memory that they
//                 share with the test. They never use GoogleTest.
// Leaves behind:  nothing. Whatever is left of the answer's processes is killed and waited for.
// Precondition:   one at a time, in a process that has no other children.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <functional>
#include <iosfwd>
#include <string>

#include "caller.hpp"

enum class Rest {
  asleep,   // until something happens
  napping,  // in a call that has a time-out
  busy,     // it never sleeps, or wakes again and again
  ended     // there is no process any more
};
void PrintTo(Rest rest, std::ostream* out);

class ShopProcess {
 public:
  explicit ShopProcess(const Caller& caller);
  explicit ShopProcess(int printers) : ShopProcess{Caller{.printers = printers}} {}
  ~ShopProcess();
  ShopProcess(const ShopProcess&) = delete;
  ShopProcess& operator=(const ShopProcess&) = delete;

  // What the test does to the shop. "Waits" means that what was asked for has then happened.
  void order(const std::string& orders);
  void end_orders();
  void finish(char order, int code = 0);  // lets a job end, and waits
  void kill(char order, int signal);      // ends it by a signal, and waits
  void stop(char order);                  // stops it with SIGSTOP, and waits
  void go_on(char order);
  void stop();  // the shop's own process, and waits
  void go_on();
  void interrupt();          // sends the shop a signal that it handles, and waits
  void end_other_child();    // of the caller, and waits
  void let_report_return();  // see wait_in_report()

  // What the shop does. They wait until it has done so, or until it is clear that it never will.
  testing::AssertionResult starts(char order) const;
  testing::AssertionResult reports(char order, int result) const;
  testing::AssertionResult waits_in_report() const;
  testing::AssertionResult returns() const;  // and has left everything as it was
  testing::AssertionResult throws() const;   // the same, by an exception
  Rest rests() const;

  // What it has done so far.
  bool has_started(char order) const;
  bool has_reported(char order) const;
  bool has_returned() const;
  bool is_there(char order) const;  // its process, be it a zombie
  bool other_child_is_there() const;
  int times_reported() const;
  int most_at_once() const;
  std::string in_order_of_start() const;
  std::string printed() const;  // on the standard output, by all these processes

  // What is not as the caller had it, in words. Empty: all is well.
  std::string done_to_signals() const;  // after run_shop
  std::string done_to_jobs() const;     // signals and descriptors, at the start of a job

  // What they should not do, during wait_in_report() or raise_many_signals().
  std::string done_by_handlers() const;

 private:
  bool becomes_true(const std::function<bool()>& condition) const;
  testing::AssertionResult comes_to_an_end(int how) const;
  std::string what_it_does() const;
  bool has_ended() const;
  void wait_until_over(pid_t process) const;

  int orders_ = -1;      // to be written to
  int orders_end_ = -1;  // where the shop reads them
  pid_t shop_ = 0;
};
