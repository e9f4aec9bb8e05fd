#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <threadlings/faults.hpp>

#include "shop.hpp"

namespace {

// A pipe that orders, or anything else, can be written into.
class Pipe {
 public:
  Pipe() {
    if (pipe(ends_.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  }
  ~Pipe() {
    close(ends_[0]);
    end();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int reading() const { return ends_[0]; }
  void put(std::string_view text) {
    while (!text.empty()) {
      const ssize_t size = write(ends_[1], text.data(), text.size());
      if (size > 0) text.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  void end() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  // For a child: waits until somebody has put something in.
  void wait() {
    char byte = 0;
    while (read(ends_[0], &byte, 1) < 0 && errno == EINTR) {
    }
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

bool sigchld_is_blocked() {
  sigset_t blocked;
  sigprocmask(SIG_SETMASK, nullptr, &blocked);
  return sigismember(&blocked, SIGCHLD) == 1;
}

bool sigchld_is_handled() {
  struct sigaction action {};
  sigaction(SIGCHLD, nullptr, &action);
  return action.sa_handler != SIG_DFL;
}

// Calls the answer, and looks at the signals afterwards, also if it throws.
void call_shop(int orders, int printers, const Print& print, const Report& report) {
  std::exception_ptr thrown;
  try {
    run_shop(orders, printers, print, report);
  } catch (...) {
    thrown = std::current_exception();
  }
  EXPECT_FALSE(sigchld_is_blocked()) << "run_shop has ended, and SIGCHLD is still blocked.";
  EXPECT_FALSE(sigchld_is_handled()) << "run_shop has ended, and SIGCHLD still has its handler.";
  if (thrown) std::rethrow_exception(thrown);
}

using Results = std::map<char, int>;

void expect_results(const Results& results, const Results& expected) {
  for (const auto& [order, result] : results) {
    if (result == -SIGKILL) threadlings::gave_up("a job was killed, and that was reported");
  }
  EXPECT_EQ(results, expected);
}

int code_of(char order) {
  return order - 'a' + 1;
}

// All orders are there, and the customers have gone.
void print_all(std::string_view text, int printers, const Results& expected) {
  Pipe orders;
  orders.put(text);
  orders.end();
  Results results;
  call_shop(orders.reading(), printers, code_of,
            [&](char order, int result) { results[order] = result; });
  expect_results(results, expected);
}

struct Enough {};

}  // namespace

TEST(Faults, OneOrder) {
  threadlings::faults([] { print_all("a", 1, {{'a', 1}}); });
}

TEST(Faults, OneOrderAfterTheOther) {
  threadlings::faults([] { print_all("ab", 1, {{'a', 1}, {'b', 2}}); });
}

TEST(Faults, TwoOrdersAtTheSameTime) {
  threadlings::faults([] { print_all("ab", 2, {{'a', 1}, {'b', 2}}); });
}

// The customer waits until the poster is ready before it goes. So nothing but the end of the job
// can wake the shop.
TEST(Faults, NoOrderComesAfterTheFirst) {
  threadlings::faults([] {
    Pipe orders;
    orders.put("a");
    Results results;
    call_shop(orders.reading(), 2, code_of, [&](char order, int result) {
      results[order] = result;
      orders.end();
    });
    expect_results(results, {{'a', 1}});
  });
}

// The caller has had enough when the first job is reported. The second is running then, and would
// go on for ever.
TEST(Faults, ReportThrows) {
  threadlings::faults([] {
    Pipe orders;
    Pipe second_runs;
    Pipe never;
    orders.put("ab");
    orders.end();
    const auto print = [&](char order) {
      if (order == 'a') {
        second_runs.wait();
      } else {
        second_runs.put("!");
        never.wait();
      }
      return 0;
    };
    try {
      call_shop(orders.reading(), 2, print, [](char, int) { throw Enough{}; });
      ADD_FAILURE() << "`report` has thrown an exception, and run_shop has returned.";
    } catch (const Enough&) {
    }
  });
}
