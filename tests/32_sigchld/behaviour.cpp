// stub: test (unsolved)
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "shop_process.hpp"

namespace {

int count(const std::string& text, const std::string& word) {
  int found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

}  // namespace

// Fails no wrong answer: the smallest day there is, and the first to look at if nothing works.
TEST(Shop, ReturnsAtOnceWhenThereAreNoOrders) {
  ShopProcess shop{2};
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
}

TEST(Shop, PrintsAndReportsOneOrder) {
  ShopProcess shop{2};
  shop.order("A");
  ASSERT_TRUE(shop.starts('A'));
  shop.finish('A', 3);
  EXPECT_TRUE(shop.reports('A', 3));
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
}

// Nothing but the end of the job happens here.
TEST(Shop, ReportsTheEndOfAJobWhileNoOrderComes) {
  ShopProcess shop{3};
  shop.order("AB");
  ASSERT_TRUE(shop.starts('A'));
  ASSERT_TRUE(shop.starts('B'));
  ASSERT_EQ(shop.rests(), Rest::asleep);
  shop.finish('B', 1);
  EXPECT_TRUE(shop.reports('B', 1)) << "One printer is free, and no order comes. But a job has "
                                       "ended, and the customer waits.";
  EXPECT_FALSE(shop.has_reported('A'));
}

// Nothing but the new order happens here.
TEST(Shop, StartsAnOrderWhileNoJobEnds) {
  ShopProcess shop{3};
  shop.order("A");
  ASSERT_TRUE(shop.starts('A'));
  ASSERT_EQ(shop.rests(), Rest::asleep);
  shop.order("B");
  EXPECT_TRUE(shop.starts('B')) << "A job runs, but there is a free printer for this one.";
  ASSERT_EQ(shop.rests(), Rest::asleep);
  shop.order("C");
  EXPECT_TRUE(shop.starts('C'));
}

TEST(Shop, UsesNoMorePrintersThanItHas) {
  ShopProcess shop{2};
  shop.order("ABC");
  ASSERT_TRUE(shop.starts('A'));
  ASSERT_TRUE(shop.starts('B'));
  shop.rests();
  EXPECT_FALSE(shop.has_started('C')) << "There are two printers, and both are printing.";
  shop.finish('B');
  EXPECT_TRUE(shop.reports('B', 0)) << "The later of the two jobs has ended first.";
  EXPECT_TRUE(shop.starts('C')) << "A printer is free again, and an order waits.";
}

TEST(Shop, TakesOneOrderAfterTheOther) {
  ShopProcess shop{1};
  shop.order("hello");
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
  EXPECT_EQ(shop.in_order_of_start(), "hello");
}

TEST(Shop, TakesAnyByteForAnOrder) {
  ShopProcess shop{1};
  const std::string orders{"\n\0\xff ", 4};
  shop.order(orders);
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
  EXPECT_EQ(shop.in_order_of_start(), orders);
}

TEST(Shop, ReportsHowAJobEnded) {
  ShopProcess shop{1};
  shop.order("A");
  ASSERT_TRUE(shop.starts('A'));
  shop.finish('A', 255);
  EXPECT_TRUE(shop.reports('A', 255));
  shop.order("B");
  ASSERT_TRUE(shop.starts('B'));
  shop.kill('B', SIGKILL);
  EXPECT_TRUE(shop.reports('B', -SIGKILL)) << "A job that was killed has no exit code.";
  shop.order("C");
  ASSERT_TRUE(shop.starts('C'));
  shop.kill('C', SIGTERM);
  EXPECT_TRUE(shop.reports('C', -SIGTERM));
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
}

TEST(End, IsNotThereBeforeTheLastJobIsReported) {
  ShopProcess shop{2};
  shop.order("A");
  ASSERT_TRUE(shop.starts('A'));
  shop.end_orders();
  shop.rests();
  ASSERT_FALSE(shop.has_returned()) << "No more orders will come, but a job is still printing.";
  shop.finish('A', 5);
  EXPECT_TRUE(shop.reports('A', 5));
  EXPECT_TRUE(shop.returns());
}

TEST(End, LosesNoOrderThatStillWaits) {
  ShopProcess shop{1};
  shop.order("ABC");
  shop.end_orders();
  for (const char order : {'A', 'B', 'C'}) {
    ASSERT_TRUE(shop.starts(order));
    shop.finish(order, 1);
    ASSERT_TRUE(shop.reports(order, 1));
  }
  EXPECT_TRUE(shop.returns());
}

// A shop that gets no processor time for a while: when it goes on, all of this has happened.
TEST(Signals, OfSeveralJobsCanArriveAsOne) {
  ShopProcess shop{3};
  shop.order("ABC");
  for (const char order : {'A', 'B', 'C'}) ASSERT_TRUE(shop.starts(order));
  ASSERT_EQ(shop.rests(), Rest::asleep);
  shop.stop();
  shop.finish('A', 1);
  shop.finish('B', 2);
  shop.finish('C', 3);
  shop.go_on();
  const char* const kWhy =
      "Three jobs have ended before the shop could look. A signal that is already pending is not "
      "sent again, so it got one SIGCHLD for all three.";
  EXPECT_TRUE(shop.reports('A', 1)) << kWhy;
  EXPECT_TRUE(shop.reports('B', 2)) << kWhy;
  EXPECT_TRUE(shop.reports('C', 3)) << kWhy;
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
}

TEST(Signals, CanArriveTogetherWithAnOrder) {
  ShopProcess shop{2};
  shop.order("A");
  ASSERT_TRUE(shop.starts('A'));
  ASSERT_EQ(shop.rests(), Rest::asleep);
  shop.stop();
  shop.order("B");
  shop.finish('A', 1);
  shop.go_on();
  EXPECT_TRUE(shop.reports('A', 1));
  EXPECT_TRUE(shop.starts('B'));
  shop.finish('B', 2);
  EXPECT_TRUE(shop.reports('B', 2));
}

TEST(Signals, CanArriveTogetherWithTheEnd) {
  ShopProcess shop{2};
  shop.order("AB");
  ASSERT_TRUE(shop.starts('A'));
  ASSERT_TRUE(shop.starts('B'));
  ASSERT_EQ(shop.rests(), Rest::asleep);
  shop.stop();
  shop.finish('A', 1);
  shop.finish('B', 2);
  shop.end_orders();
  shop.go_on();
  EXPECT_TRUE(shop.reports('A', 1));
  EXPECT_TRUE(shop.reports('B', 2));
  EXPECT_TRUE(shop.returns());
}

// The caller has handlers for other signals. When one has run, a call that was waiting returns -1,
// and errno is EINTR.
TEST(Signals, OfOtherKindsChangeNothing) {
  ShopProcess shop{2};
  const auto interrupt = [&](const char* when) {
    for (int i = 0; i != 3; ++i) {
      SCOPED_TRACE(when);
      shop.interrupt();
      ASSERT_EQ(shop.rests(), Rest::asleep)
          << "A signal came, and the call that waited returned -1 with errno == EINTR. That is no "
             "error, no order, and not the end.";
    }
  };
  interrupt("The shop waits for the first order.");
  shop.order("A");
  ASSERT_TRUE(shop.starts('A'));
  interrupt("One printer is printing, one is free.");
  shop.order("B");
  ASSERT_TRUE(shop.starts('B'));
  interrupt("Both printers are printing.");
  shop.finish('A', 1);
  ASSERT_TRUE(shop.reports('A', 1));
  shop.end_orders();
  interrupt("The orders have come to their end, and one job is left.");
  ASSERT_FALSE(shop.has_returned());
  shop.finish('B', 2);
  EXPECT_TRUE(shop.reports('B', 2));
  EXPECT_TRUE(shop.returns());
}

TEST(Signals, AlsoComeWhenAJobStops) {
  ShopProcess shop{3};
  shop.order("AB");
  ASSERT_TRUE(shop.starts('A'));
  ASSERT_TRUE(shop.starts('B'));
  shop.stop('A');
  EXPECT_EQ(shop.rests(), Rest::asleep);
  ASSERT_FALSE(shop.has_reported('A'))
      << "A child that is stopped sends SIGCHLD, too. It has not ended.";
  shop.order("C");
  EXPECT_TRUE(shop.starts('C'))
      << "A job was stopped, and no job has ended. SIGCHLD came for that.";
  shop.finish('B', 2);
  EXPECT_TRUE(shop.reports('B', 2));
  shop.go_on('A');
  shop.rests();
  ASSERT_FALSE(shop.has_reported('A')) << "It goes on after it was stopped. It has not ended.";
  shop.finish('A', 1);
  EXPECT_TRUE(shop.reports('A', 1));
}

TEST(Waiting, IsSleep) {
  ShopProcess shop{2};
  EXPECT_EQ(shop.rests(), Rest::asleep) << "The shop waits for the first order.";
  shop.order("A");
  ASSERT_TRUE(shop.starts('A'));
  EXPECT_EQ(shop.rests(), Rest::asleep) << "One job is printing, and no order waits.";
  shop.order("BCD");
  ASSERT_TRUE(shop.starts('B'));
  EXPECT_EQ(shop.rests(), Rest::asleep)
      << "All printers are busy, and orders wait in the pipe. poll() returns at once as long as it "
         "is asked about them.";
  shop.end_orders();
  EXPECT_EQ(shop.rests(), Rest::asleep)
      << "All printers are busy, orders wait, and the customer has closed the pipe. Then poll() "
         "says POLLHUP even to those who ask for no events.";
  shop.finish('A');
  ASSERT_TRUE(shop.starts('C'));
  shop.finish('B');
  ASSERT_TRUE(shop.starts('D'));
  shop.finish('C');
  ASSERT_TRUE(shop.reports('C', 0));
  EXPECT_EQ(shop.rests(), Rest::asleep)
      << "The orders have come to their end, and the last job is printing.";
  shop.finish('D');
  EXPECT_TRUE(shop.returns());
}

TEST(Handler, DoesNothingThatCouldDisturbTheProgram) {
  ShopProcess shop{{.printers = 4, .reported = [](char order) {
                      if (order == 'A') wait_in_report();
                    }}};
  shop.order("ABCD");
  for (const char order : {'A', 'B', 'C', 'D'}) ASSERT_TRUE(shop.starts(order));
  shop.finish('A', 1);
  ASSERT_TRUE(shop.waits_in_report());
  for (const char order : {'B', 'C', 'D'}) {
    shop.finish(order, 2);
    shop.rests();
  }
  EXPECT_FALSE(shop.has_reported('B')) << "`report` is still running for job A.";
  shop.let_report_return();
  for (const char order : {'B', 'C', 'D'}) EXPECT_TRUE(shop.reports(order, 2));
  EXPECT_EQ(shop.done_by_handlers(), "")
      << "A signal handler can run between any two instructions, also in the middle of malloc or "
         "printf. signal-safety(7) lists the few functions that it may call.";
}

// `report` takes so long that 70,000 children could end meanwhile. A pipe holds 65,536 bytes.
TEST(Handler, CanRunVeryOften) {
  ShopProcess shop{{.printers = 2, .reported = [](char order) {
                      if (order == 'A') raise_many_signals();
                    }}};
  shop.order("A");
  ASSERT_TRUE(shop.starts('A'));
  shop.finish('A', 1);
  ASSERT_TRUE(shop.reports('A', 1));
  shop.order("B");
  ASSERT_TRUE(shop.starts('B')) << "SIGCHLD came 70,000 times while `report` was running.";
  shop.finish('B', 2);
  EXPECT_TRUE(shop.reports('B', 2));
  EXPECT_EQ(shop.rests(), Rest::asleep);
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
  EXPECT_EQ(shop.done_by_handlers(), "");
}

TEST(Caller, KeepsAChildOfItsOwn) {
  ShopProcess shop{{.printers = 2, .has_another_child = true}};
  shop.order("A");
  ASSERT_TRUE(shop.starts('A'));
  shop.end_other_child();
  EXPECT_EQ(shop.rests(), Rest::asleep) << "A child has ended. It is the caller's, not the shop's.";
  EXPECT_TRUE(shop.other_child_is_there())
      << "The caller has another child, and somebody who had not started it has waited for it.";
  shop.finish('A', 1);
  EXPECT_TRUE(shop.reports('A', 1));
  EXPECT_EQ(shop.times_reported(), 1);
  shop.order("B");
  ASSERT_TRUE(shop.starts('B'));
  shop.finish('B', 2);
  EXPECT_TRUE(shop.reports('B', 2));
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
}

TEST(Caller, KeepsAChildThatHasEndedBefore) {
  ShopProcess shop{{.printers = 1, .has_another_child = true}};
  shop.end_other_child();
  shop.order("A");
  ASSERT_TRUE(shop.starts('A'));
  EXPECT_EQ(shop.rests(), Rest::asleep) << "There is a zombie of the caller's. Leave it there.";
  shop.finish('A', 1);
  EXPECT_TRUE(shop.reports('A', 1));
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
}

TEST(Caller, GetsItsSignalsBack) {
  ShopProcess shop{2};
  shop.order("xyz");
  shop.end_orders();
  ASSERT_TRUE(shop.returns());
  EXPECT_EQ(shop.done_to_signals(), "")
      << "The caller has a handler for SIGCHLD, and a signal mask. They must be what they were.";
}

TEST(Caller, GetsItsSignalsBackAfterAnError) {
  ShopProcess shop{{.printers = 2, .reported = [](char) { throw std::runtime_error{"no"}; }}};
  shop.order("x");
  ASSERT_TRUE(shop.throws());
  EXPECT_EQ(shop.done_to_signals(), "") << "`report` has thrown an exception.";
}

TEST(Job, InheritsNothingOfTheShop) {
  ShopProcess shop{3};
  shop.order("ABC");
  for (const char order : {'A', 'B', 'C'}) ASSERT_TRUE(shop.starts(order));
  EXPECT_EQ(shop.done_to_jobs(), "")
      << "A child gets a copy of its parent's signal mask, handlers and descriptors. The mask and "
         "the descriptors also survive exec: think of a job that starts a program which waits for "
         "children of its own.";
}

TEST(Job, DoesNotRunTheParentsExitHandlers) {
  ShopProcess shop{1};
  shop.order("xy");
  shop.end_orders();
  ASSERT_TRUE(shop.returns());
  EXPECT_EQ(shop.done_to_jobs(), "") << "Think of a handler that removes a temporary file.";
}

TEST(Job, MayOpenAShopOfItsOwn) {
  ShopProcess shop{{.printers = 2, .print = [](char) { return small_shop("vwxyz"); }}};
  shop.order("ab");
  EXPECT_TRUE(shop.reports('a', 5)) << "The job calls run_shop for five orders of its own.";
  EXPECT_TRUE(shop.reports('b', 5)) << "The job calls run_shop for five orders of its own.";
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
}

TEST(Caller, MayCallAgain) {
  ShopProcess shop{{.printers = 2, .has_called_before = true}};
  shop.order("AB");
  ASSERT_TRUE(shop.starts('A'));
  ASSERT_TRUE(shop.starts('B'));
  EXPECT_EQ(shop.rests(), Rest::asleep);
  shop.finish('A', 1);
  EXPECT_TRUE(shop.reports('A', 1));
  shop.finish('B', 2);
  EXPECT_TRUE(shop.reports('B', 2));
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
}

TEST(Output, AppearsOnce) {
  ShopProcess shop{{.printers = 1,
                    .print =
                        [](char) {
                          std::printf("[job]");
                          return 0;
                        },
                    .reported = [](char) { std::printf("[report]"); }}};
  shop.order("ab");
  shop.end_orders();
  ASSERT_TRUE(shop.returns());
  const std::string text = shop.printed();
  EXPECT_EQ(count(text, "[job]"), 2) << "There were two jobs. Printed: " << text;
  EXPECT_EQ(count(text, "[report]"), 2)
      << "There were two reports, and what is still in a buffer is copied by fork. Printed: "
      << text;
  EXPECT_EQ(text.size(), 2 * std::string{"[job][report]"}.size())
      << "The shop itself prints nothing. Printed: " << text;
}

TEST(Failure, OfTheReportLeavesNothingBehind) {
  ShopProcess shop{{.printers = 3,
                    .reported = [](char) { throw std::runtime_error{"no"}; },
                    .jobs_ignore_sigterm = true}};
  shop.order("ABC");
  for (const char order : {'A', 'B', 'C'}) ASSERT_TRUE(shop.starts(order));
  shop.finish('B', 1);
  EXPECT_TRUE(shop.throws()) << "`report` has thrown, and two jobs are left. They ignore SIGTERM.";
  EXPECT_FALSE(shop.is_there('A')) << "`report` has thrown, and a job of the shop is left.";
  EXPECT_FALSE(shop.is_there('C')) << "`report` has thrown, and a job of the shop is left.";
}

TEST(Failure, OfTheJobIsReported) {
  ShopProcess shop{
      {.printers = 1, .print = [](char) -> int { throw std::runtime_error{"no paper"}; }}};
  shop.order("a");
  EXPECT_TRUE(shop.reports('a', 255)) << "`print` has thrown an exception in the child.";
  shop.end_orders();
  EXPECT_TRUE(shop.returns());
}

TEST(ManyJobs, AreReportedOnceEach) {
  constexpr int kOrders = 40;
  ShopProcess shop{4};
  std::string orders;
  for (int i = 0; i != kOrders; ++i) orders += static_cast<char>(100 + i);
  shop.order(orders);
  shop.end_orders();
  ASSERT_TRUE(shop.returns());
  EXPECT_EQ(shop.times_reported(), kOrders);
  for (const char order : orders) ASSERT_TRUE(shop.reports(order, 0));
  EXPECT_LE(shop.most_at_once(), 4) << "There are only four printers.";
}
