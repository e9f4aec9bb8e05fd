// `main` of every program that the judge builds from behaviour tests.
//
// Usage: PROGRAM NONCE_FD REPORT_FD [ONLY_THIS_TEST]. The answer runs in the same address space, so
// nothing here is proof against sabotage on purpose; it is proof against every accident and against
// the usual tricks: the judge believes only events that arrive here, for every test of its
// manifest, and a canary test that must fail with the nonce.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "channel.hpp"
#include "doubled_output.hpp"
#include "leftovers.hpp"
#include "stacks.hpp"

// There only in programs built with AddressSanitizer.
extern "C" __attribute__((weak)) int __lsan_do_recoverable_leak_check();

namespace {

using threadlings::harness::Inventory;
using threadlings::harness::report;

std::string full_name(const testing::TestInfo& test) {
  return std::string(test.test_suite_name()) + "." + test.name();
}

class Reporter : public testing::EmptyTestEventListener {
 public:
  void OnTestStart(const testing::TestInfo& test) override {
    report("start", {full_name(test)});
    before_ = std::make_unique<Inventory>();
  }

  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (result.passed()) return;
    const char* kind = result.skipped() ? "skip" : "fail";
    report(kind, {result.file_name() != nullptr ? result.file_name() : "",
                  std::to_string(result.line_number()), result.message()});
  }

  void OnTestEnd(const testing::TestInfo& test) override {
    if (!leaked_) {
      for (const auto& leftover : before_->added_since()) {
        report("leak", {full_name(test), leftover.kind, leftover.text});
        leaked_ = true;  // once is enough: what is left stays there for the tests that follow
      }
    }
    const bool passed = test.result()->Passed() && !test.result()->Skipped();
    report("end", {full_name(test), passed ? "passed" : "failed"});
  }

 private:
  std::unique_ptr<Inventory> before_;
  bool leaked_ = false;
};

class Canary : public testing::Test {
 public:
  explicit Canary(std::string nonce) : nonce_(std::move(nonce)) {}
  void TestBody() override { ADD_FAILURE() << nonce_; }

 private:
  std::string nonce_;
};

std::string read_nonce(int fd) {
  char text[64];
  const ssize_t n = read(fd, text, sizeof text);
  close(fd);
  return std::string(text, n > 0 ? static_cast<std::size_t>(n) : 0);
}

// The environment may hold GTEST_ variables that the answer has set: the flags are set here.
void fix_flags(const std::string& only) {
  testing::GTEST_FLAG(filter) = only.empty() ? "*" : only + ":Judge.Canary";
  testing::GTEST_FLAG(also_run_disabled_tests) = false;
  testing::GTEST_FLAG(repeat) = 1;
  testing::GTEST_FLAG(shuffle) = false;
  testing::GTEST_FLAG(fail_fast) = false;
  testing::GTEST_FLAG(break_on_failure) = false;
  testing::GTEST_FLAG(throw_on_failure) = false;
  testing::GTEST_FLAG(catch_exceptions) = true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    static const char kText[] = "This program is started by the judge: ./threadlings run NN\n";
    [[maybe_unused]] ssize_t written = write(2, kText, sizeof kText - 1);
    return 2;
  }
  const std::string nonce = read_nonce(std::atoi(argv[1]));
  threadlings::harness::open_channel(std::atoi(argv[2]));
  threadlings::harness::report_doubled_output();
  threadlings::harness::answer_stack_requests();
  // ThreadSanitizer starts a thread of its own with the first thread: let that be now, or it would
  // look like one that a test has left running.
  std::thread([] {}).join();
  report("hello", {});

  int gtest_arguments = 1;
  testing::InitGoogleTest(&gtest_arguments, argv);
  fix_flags(argc == 4 ? argv[3] : "");
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new Reporter);
  testing::RegisterTest("Judge", "Canary", nullptr, nullptr, __FILE__, __LINE__,
                        [nonce]() -> testing::Test* { return new Canary(nonce); });
  (void)RUN_ALL_TESTS();

  if (__lsan_do_recoverable_leak_check != nullptr) __lsan_do_recoverable_leak_check();
  report("done", {});
  return 0;
}
