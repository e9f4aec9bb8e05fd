// Reports as g++ 12 and clang++ 14 print them, shortened.
#include "sanitizer.hpp"

#include <gtest/gtest.h>

#include "lesson_tree.hpp"

namespace {

using namespace threadlings;

// A project with the files that the reports speak of: only what exists counts as the project's own.
class Project {
 public:
  Project() {
    for (const char* file : {"lessons/01_first_race/visits.cpp", "lessons/08_transfer/transfer.cpp",
                             "lessons/x/echo.cpp", "lessons/x/f.cpp", "tests/x/behaviour.cpp",
                             "tests/01_first_race/behaviour.cpp"}) {
      testing_support::write(tree_.root() / file, "");
    }
  }
  const std::filesystem::path& root() const { return tree_.root(); }

 private:
  testing_support::LessonTree tree_;
};

// "/project" in the text stands for the project's folder.
std::vector<Report> reports_in(std::string text) {
  static const Project kProject;
  const std::string mark = "/project";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
    text.replace(at, mark.size(), kProject.root().string());
  }
  Toolchain chain;
  chain.root = kProject.root();
  return read_reports(text, chain, kProject.root() / "build/program");
}

TEST(ThreadSanitizerReports, NameBothAccessesOfARace) {
  const auto reports = reports_in(R"(==================
WARNING: ThreadSanitizer: data race (pid=12)
  Write of size 4 at 0x5581 by thread T2:
    #0 std::__invoke<f>(f&&) /usr/include/c++/12/bits/invoke.h:60 (program+0x1)
    #1 enter_west() lessons/01_first_race/visits.cpp:12 (program+0x2)

  Previous write of size 4 at 0x5581 by thread T1 (mutexes: write M9):
    #0 enter_east() /project/lessons/01_first_race/visits.cpp:8:11 (program+0x3)

  Location is global '(anonymous namespace)::visitors' of size 4 at 0x5581 (program+0x4)

  Thread T2 (tid=15, running) created by main thread at:
    #0 pthread_create <null> (libtsan.so.2+0x5)
    #1 main tests/01_first_race/behaviour.cpp:20 (program+0x6)

SUMMARY: ThreadSanitizer: data race lessons/01_first_race/visits.cpp:12 in enter_west()
==================
ThreadSanitizer: reported 1 warnings
)");
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].outcome, Outcome::race);
  ASSERT_EQ(reports[0].places.size(), 2U);
  EXPECT_EQ(reports[0].places[0].file, "lessons/01_first_race/visits.cpp");
  EXPECT_EQ(reports[0].places[0].line, 12);
  EXPECT_EQ(reports[0].places[0].what, "write of 4 bytes by thread T2");
  EXPECT_EQ(reports[0].places[1].line, 8);
  EXPECT_EQ(reports[0].places[1].what, "previous write of 4 bytes by thread T1");
  EXPECT_NE(reports[0].what.find("`visitors`"), std::string::npos) << reports[0].what;
}

TEST(ThreadSanitizerReports, ALockOrderIsADeadlock) {
  const auto reports =
      reports_in(R"(WARNING: ThreadSanitizer: lock-order-inversion (potential deadlock) (pid=1)
  Cycle in lock order graph: M1 (0x7b) => M2 (0x7c) => M1

  Mutex M2 acquired here while holding mutex M1 in thread T1:
    #0 pthread_mutex_lock <null> (libtsan.so.2+0x1)
    #1 transfer(Account&, Account&, long) lessons/08_transfer/transfer.cpp:8 (program+0x2)

SUMMARY: ThreadSanitizer: lock-order-inversion (potential deadlock)
)");
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].outcome, Outcome::deadlock);
  ASSERT_EQ(reports[0].places.size(), 1U);
  EXPECT_EQ(reports[0].places[0].line, 8);
  EXPECT_EQ(reports[0].places[0].what, "mutex B acquired here while holding mutex A in thread T1");
}

TEST(AddressSanitizerReports, NameTheUseAndTheFree) {
  const auto reports = reports_in(
      R"(==9==ERROR: AddressSanitizer: heap-use-after-free on address 0x60 at pc 0x55 bp 0x7f sp 0x7f
READ of size 4 at 0x60 thread T0
    #0 0x55d in echo(int) lessons/x/echo.cpp:5
    #1 0x7f in main tests/x/behaviour.cpp:3

0x60 is located 0 bytes inside of 4-byte region [0x60,0x64)
freed by thread T0 here:
    #0 0x7f in operator delete(void*) ../../../../src/libsanitizer/asan/asan_new_delete.cpp:160
    #1 0x55 in echo(int) lessons/x/echo.cpp:4

SUMMARY: AddressSanitizer: heap-use-after-free lessons/x/echo.cpp:5 in echo(int)
Shadow bytes around the buggy address:
)");
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].outcome, Outcome::memory);
  ASSERT_EQ(reports[0].places.size(), 2U);
  EXPECT_EQ(reports[0].places[0].line, 5);
  EXPECT_EQ(reports[0].places[0].what, "read of 4 bytes by thread T0");
  EXPECT_EQ(reports[0].places[1].line, 4);
}

TEST(AddressSanitizerReports, ACrashIsACrash) {
  const auto reports = reports_in(
      "==9==ERROR: AddressSanitizer: SEGV on unknown address 0x0 (pc 0x5)\n"
      "    #0 0x55 in f() lessons/x/f.cpp:5\nSUMMARY: x\n");
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].outcome, Outcome::crash);
}

TEST(UndefinedBehaviour, IsReadFromItsLine) {
  const auto reports =
      reports_in("/project/lessons/x/f.cpp:3:33: runtime error: signed integer overflow: 1 + 2\n");
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].outcome, Outcome::memory);
  EXPECT_EQ(reports[0].places.at(0).file, "lessons/x/f.cpp");
  EXPECT_EQ(reports[0].places.at(0).line, 3);
}

TEST(Sanitizers, ThatCannotWorkAreNobodysFault) {
  EXPECT_TRUE(cannot_work("FATAL: ThreadSanitizer: unexpected memory mapping 0x55-0x56\n"));
  EXPECT_TRUE(cannot_work("==1==LeakSanitizer has encountered a fatal error.\n"));
  EXPECT_FALSE(cannot_work("WARNING: ThreadSanitizer: data race (pid=1)\n"));
  EXPECT_TRUE(reports_in("FATAL: ThreadSanitizer: unexpected memory mapping 0x55-0x56\n").empty());
}

TEST(Sanitizers, NoReportIsNoReport) {
  EXPECT_TRUE(reports_in("").empty());
  EXPECT_TRUE(reports_in("all is well\n    #0 f() a/b.cpp:1\n").empty());
}

}  // namespace
