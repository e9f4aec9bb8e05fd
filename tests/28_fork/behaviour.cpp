// stub: test (unsolved)
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "grading.hpp"

namespace {

// One page of memory that parent and children really share: mmap(2), MAP_SHARED. This is how the
// tests learn what happened in a child.
struct Evidence {
  pid_t grader = 0;         // the process in which the grader ran
  pid_t parent = 0;         // and that one's parent
  int came_back = 0;        // children that returned from grade_in_child
  int atexit_in_child = 0;  // atexit handlers that ran in a child
};

Evidence& evidence() {
  static Evidence* const page = [] {
    void* memory =
        mmap(nullptr, sizeof(Evidence), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc{};
    return new (memory) Evidence;
  }();
  return *page;
}

// Calls the answer, and keeps a child that comes back from it out of the tests.
std::optional<int> score_of(const Grader& grader) {
  const pid_t me = getpid();
  evidence() = Evidence{};
  std::optional<int> score;
  try {
    score = grade_in_child(grader);
  } catch (...) {
    if (getpid() == me) throw;
  }
  if (getpid() != me) {
    ++evidence().came_back;
    _exit(0);
  }
  EXPECT_EQ(evidence().came_back, 0)
      << "The child came back from grade_in_child, by return or by an exception. Now it would run "
         "on in its parent's code, and everything there would happen twice.";
  return score;
}

// Sends what is printed into a file for a while, and says what came.
class Printed {
 public:
  Printed() : screen_{dup(STDOUT_FILENO)}, file_{memfd_create("printed", MFD_CLOEXEC)} {
    flush();
    dup2(file_, STDOUT_FILENO);
  }
  ~Printed() {
    flush();
    dup2(screen_, STDOUT_FILENO);
    close(screen_);
    close(file_);
  }
  Printed(const Printed&) = delete;
  Printed& operator=(const Printed&) = delete;

  std::string text() {
    flush();
    std::array<char, 4096> buffer{};
    const ssize_t size = pread(file_, buffer.data(), buffer.size(), 0);
    return {buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
  }

 private:
  static void flush() {
    std::cout.flush();
    std::fflush(stdout);
  }

  int screen_;
  int file_;
};

int count(const std::string& text, const std::string& word) {
  int found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

int global_score = 0;

}  // namespace

TEST(Grade, ComesBackFromTheChild) {
  EXPECT_EQ(score_of([] { return 42; }), 42)
      << "The child has its own copy of every variable. What it stores there stays there.";
  EXPECT_EQ(score_of([] { return 97; }), 97);
  EXPECT_EQ(score_of([] { return 1; }), 1);
}

TEST(Grade, MayBeZeroOrOneHundred) {
  EXPECT_EQ(score_of([] { return 0; }), 0);
  EXPECT_EQ(score_of([] { return 100; }), 100);
}

TEST(Grade, IsGivenInAnotherProcess) {
  score_of([] {
    evidence().grader = getpid();
    evidence().parent = getppid();
    return 50;
  });
  EXPECT_NE(evidence().grader, 0) << "The grader was never called.";
  EXPECT_NE(evidence().grader, getpid()) << "The grader ran in the parent itself.";
  EXPECT_EQ(evidence().parent, getpid()) << "The grader must run in a child of this process.";
}

TEST(Grade, LeavesTheParentsMemoryAlone) {
  int local = 1;
  std::vector<int> list{1, 2, 3};
  global_score = 1;
  EXPECT_EQ(score_of([&] {
              local = 2;
              list.clear();
              global_score = 2;
              return 7;
            }),
            7);
  EXPECT_EQ(local, 1) << "The grader must work on a copy, in a child of its own.";
  EXPECT_EQ(list.size(), 3U);
  EXPECT_EQ(global_score, 1);
}

TEST(Grade, IsMissingWhenItIsTooLarge) {
  EXPECT_EQ(score_of([] { return 101; }), std::nullopt);
  EXPECT_EQ(score_of([] { return 255; }), std::nullopt);
  EXPECT_EQ(score_of([] { return 256; }), std::nullopt)
      << "An exit code has 8 bits. 256 arrives as 0.";
  EXPECT_EQ(score_of([] { return 256 + 50; }), std::nullopt)
      << "An exit code has 8 bits. 306 arrives as 50.";
  EXPECT_EQ(score_of([] { return 1 << 20; }), std::nullopt);
}

TEST(Grade, IsMissingWhenItIsNegative) {
  EXPECT_EQ(score_of([] { return -1; }), std::nullopt);
  EXPECT_EQ(score_of([] { return -156; }), std::nullopt)
      << "An exit code has 8 bits. -156 arrives as 100.";
}

TEST(Grade, IsMissingWhenTheChildIsKilled) {
  const pid_t parent = getpid();
  for (const int signal : {SIGKILL, SIGTERM, SIGALRM}) {
    EXPECT_EQ(score_of([=] {
                if (getpid() != parent) raise(signal);
                return 1;
              }),
              std::nullopt)
        << "The child was ended by signal " << signal << ". It has no exit code.";
  }
}

TEST(Grade, IsMissingWhenTheGraderThrows) {
  EXPECT_EQ(score_of([]() -> int { throw std::runtime_error{"no time"}; }), std::nullopt);
  EXPECT_EQ(score_of([]() -> int { throw 7; }), std::nullopt);
}

TEST(Grade, BelongsToTheChildThatWasAsked) {
  const pid_t other = fork();
  ASSERT_GE(other, 0);
  if (other == 0) _exit(7);
  siginfo_t info{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(other), &info, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(score_of([] { return 42; }), 42)
      << "The caller has another child, which has ended with 7. That one is not yours.";
  int status = 0;
  EXPECT_EQ(waitpid(other, &status, 0), other)
      << "The caller's other child was waited for by somebody who had not started it.";
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
  }
}

TEST(Output, AppearsOnceWhenItWasPrintedBefore) {
  Printed printed;
  std::printf("[printf before]");
  std::cout << "[cout before]";
  score_of([] { return 42; });
  std::printf("[after]");
  const std::string text = printed.text();
  EXPECT_EQ(count(text, "[printf before]"), 1)
      << "The text was still in a buffer when fork copied it. Printed: " << text;
  EXPECT_EQ(count(text, "[cout before]"), 1) << "Printed: " << text;
  EXPECT_EQ(count(text, "[after]"), 1) << "Printed: " << text;
}

TEST(Output, OfTheGraderAppearsOnce) {
  Printed printed;
  std::printf("[before]");
  score_of([] {
    std::printf("[printf in the child]");
    std::cout << "[cout in the child]";
    return 42;
  });
  const std::string text = printed.text();
  EXPECT_EQ(count(text, "[printf in the child]"), 1)
      << "What a process has in its buffers is gone when it ends by _exit. Printed: " << text;
  EXPECT_EQ(count(text, "[cout in the child]"), 1) << "Printed: " << text;
  EXPECT_EQ(count(text, "[before]"), 1) << "Printed: " << text;
}

TEST(Child, DoesNotRunTheParentsExitHandlers) {
  static const pid_t me = getpid();
  static const bool registered = std::atexit([] {
                                   if (getpid() != me) ++evidence().atexit_in_child;
                                 }) == 0;
  ASSERT_TRUE(registered);
  score_of([] { return 42; });
  EXPECT_EQ(evidence().atexit_in_child, 0)
      << "exit() runs the handlers that the parent has registered: think of one that removes a "
         "temporary file. The child must end with _exit.";
}

TEST(Child, IsGoneAfterwardsEveryTime) {
  for (int i = 0; i != 20; ++i) EXPECT_EQ(score_of([i] { return i; }), i);
  EXPECT_EQ(score_of([] { return 256; }), std::nullopt);
  EXPECT_EQ(score_of([]() -> int { throw std::runtime_error{"no time"}; }), std::nullopt);
}

TEST(Child, MayHaveChildrenOfItsOwn) {
  EXPECT_EQ(score_of([] { return grade_in_child([] { return 20; }).value_or(0) + 1; }), 21);
}
