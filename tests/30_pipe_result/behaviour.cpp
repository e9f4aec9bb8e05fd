// stub: test (unsolved)
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>
#include <optional>
#include <string>

#include "results.hpp"

namespace {

constexpr std::size_t kMebibyte = 1024 * 1024;

// One page of memory that parent and children really share: how the tests learn what happened in a
// child.
struct Evidence {
  pid_t worker = 0;         // the process in which the work was done
  pid_t parent = 0;         // and that one's parent
  int came_back = 0;        // children that returned from result_from_child
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

void expect_nobody_came_back() {
  EXPECT_EQ(evidence().came_back, 0)
      << "The child came back from result_from_child, by return or by an exception. Now it would "
         "run on in its parent's code, and everything there would happen twice.";
}

// Calls the answer, and keeps a child that comes back from it out of the tests. Nothing: the answer
// has reported that the child failed.
std::optional<std::string> result_of(const Work& work) {
  const pid_t me = getpid();
  evidence() = Evidence{};
  std::optional<std::string> result;
  try {
    result = result_from_child(work);
  } catch (const ChildFailed&) {
  } catch (...) {
    if (getpid() == me) throw;
  }
  if (getpid() != me) {
    ++evidence().came_back;
    _exit(0);
  }
  expect_nobody_came_back();
  return result;
}

// Text in which every place looks different from its surroundings.
std::string sample(std::size_t size) {
  std::string text(size, '\0');
  unsigned state = 1;
  for (char& c : text) {
    state = state * 1664525U + 1013904223U;
    c = static_cast<char>(state >> 24);
  }
  return text;
}

// Long texts are compared here, not by EXPECT_EQ: it would print them.
void expect_same(const std::optional<std::string>& result, const std::string& expected) {
  ASSERT_TRUE(result) << "The answer reported a failed child, but the child had done its work.";
  ASSERT_EQ(result->size(), expected.size()) << "That is how many bytes must arrive.";
  const auto differs = std::mismatch(expected.begin(), expected.end(), result->begin()).first;
  EXPECT_TRUE(differs == expected.end())
      << "The number of bytes is right, but byte " << differs - expected.begin() << " is not.";
}

void expect_whole(std::size_t size) {
  const std::string expected = sample(size);
  expect_same(result_of([&] { return expected; }), expected);
}

// A handler that does next to nothing. Without SA_RESTART the call that waits returns early:
// signal(7). After a while it has had enough, so that an answer which starts again ends, too.
void interrupt_calls_with(int signal) {
  struct sigaction action {};
  action.sa_handler = [](int number) {
    static volatile std::sig_atomic_t times = 0;
    times = times + 1;
    if (times == 100) std::signal(number, SIG_IGN);
  };
  sigaction(signal, &action, nullptr);
}

// SIGALRM ten thousand times per second. fork does not pass timers on, so this is for children.
void start_timer() {
  const itimerval often{{0, 100}, {0, 100}};
  setitimer(ITIMER_REAL, &often, nullptr);
}

// SIGALRM once, a little later. A handler that looks around for longer than it takes the next
// signal to come would leave no time for the program: so it asks for the next one when it is done.
void start_timer_once() {
  const itimerval once{{0, 0}, {0, 100}};
  setitimer(ITIMER_REAL, &once, nullptr);
}

std::array<bool, 256> was_open{};  // descriptors that are none of the answer's business

void note_open_descriptors() {
  for (int fd = 0; fd != 256; ++fd)
    was_open[static_cast<std::size_t>(fd)] = fcntl(fd, F_GETFD) >= 0;
}

// A signal handler: ends the process if there are unread bytes in a pipe that the answer has made.
void die_while_sending(int) {
  const int error = errno;
  for (int fd = 0; fd != 256; ++fd) {
    struct stat info {};
    int unread = 0;
    if (was_open[static_cast<std::size_t>(fd)] || fstat(fd, &info) != 0) continue;
    if (!S_ISFIFO(info.st_mode) || ioctl(fd, FIONREAD, &unread) != 0) continue;
    if (unread > 0) raise(SIGKILL);
  }
  start_timer_once();
  errno = error;
}

bool is_asleep(pid_t process) {
  std::ifstream file{"/proc/" + std::to_string(process) + "/stat"};
  std::string line;
  std::getline(file, line);
  const auto name_ends = line.rfind(')');
  return name_ends != std::string::npos && line.substr(name_ends, 3) == ") S";
}

void raise_in_child(int signal, pid_t parent) {
  if (getpid() != parent) raise(signal);
}

}  // namespace

TEST(Result, ArrivesWhenItIsShort) {
  EXPECT_EQ(result_of([] { return std::string{"forty-two"}; }), "forty-two");
}

TEST(Result, ArrivesWholeWhenItIsOneMebibyte) {
  expect_whole(kMebibyte);
}

TEST(Result, MayBeEmpty) {
  EXPECT_EQ(result_of([] { return std::string{}; }), "");
}

TEST(Result, MayHoldAnyBytes) {
  const std::string bytes{"a\0b\n\0\xff c", 8};
  expect_same(result_of([&] { return bytes; }), bytes);
}

// A pipe holds 65,536 bytes, pipe(7). Around that, and far above.
TEST(Result, ArrivesWholeWithAnyLength) {
  for (const std::size_t size : {1UL, 4095UL, 4096UL, 65535UL, 65536UL, 65537UL, 100'000UL,
                                 kMebibyte - 1, kMebibyte + 1, 3 * kMebibyte}) {
    SCOPED_TRACE("The child returns " + std::to_string(size) + " bytes.");
    expect_whole(size);
    if (HasFailure()) return;
  }
}

TEST(Result, IsComputedInAChild) {
  int local = 1;
  result_of([&] {
    local = 2;
    evidence().worker = getpid();
    evidence().parent = getppid();
    return std::string{};
  });
  EXPECT_NE(evidence().worker, 0) << "The work was never done.";
  EXPECT_NE(evidence().worker, getpid()) << "The work was done in the parent itself.";
  EXPECT_EQ(evidence().parent, getpid()) << "It must be done in a child of this process.";
  EXPECT_EQ(local, 1) << "The work must not change the parent's memory.";
}

TEST(Failure, OfTheWorkIsReported) {
  EXPECT_EQ(result_of([]() -> std::string { throw std::runtime_error{"out of paint"}; }),
            std::nullopt)
      << "The work threw an exception, and the caller was given an empty result instead.";
  EXPECT_EQ(result_of([]() -> std::string { throw 7; }), std::nullopt);
}

TEST(Failure, OfTheProcessIsReported) {
  const pid_t parent = getpid();
  for (const int signal : {SIGKILL, SIGTERM}) {
    EXPECT_EQ(result_of([=] {
                raise_in_child(signal, parent);
                return std::string{};
              }),
              std::nullopt)
        << "The child was ended by signal " << signal << " before it had a result.";
  }
  EXPECT_EQ(result_of([=] {
              if (getpid() != parent) _exit(3);
              return std::string{};
            }),
            std::nullopt)
      << "The child ended by itself, with code 3, before it had a result.";
}

// Kills the child while something that it has sent is still in the pipe, and much is yet to come.
// (An answer may do without a pipe; then nobody is killed, and everything must arrive.)
TEST(Failure, HalfwayIsReported) {
  const pid_t parent = getpid();
  const std::string long_result(16 * kMebibyte, 'x');
  note_open_descriptors();
  const auto result = result_of([&] {
    std::string copy = long_result;
    if (getpid() != parent) {
      std::signal(SIGALRM, die_while_sending);
      start_timer_once();
    }
    return copy;
  });
  if (!result) return;
  EXPECT_EQ(result->size(), long_result.size())
      << "The child was killed in the middle. What had arrived is not the result.";
}

TEST(Failure, LeavesNothingBehind) {
  for (int i = 0; i != 3; ++i) {
    EXPECT_EQ(result_of([]() -> std::string { throw std::runtime_error{"out of paint"}; }),
              std::nullopt);
  }
  EXPECT_EQ(result_of([] { return std::string{"works again"}; }), "works again");
}

TEST(Success, LeavesNothingBehind) {
  for (int i = 0; i != 8; ++i) {
    EXPECT_EQ(result_of([i] { return std::to_string(i); }), std::to_string(i));
  }
}

// While the child writes, a timer interrupts it ten thousand times per second.
TEST(Signals, CanCutAWriteShort) {
  const std::string expected = sample(4 * kMebibyte);
  const pid_t parent = getpid();
  expect_same(result_of([&] {
                std::string copy = expected;
                if (getpid() != parent) {
                  interrupt_calls_with(SIGALRM);
                  start_timer();
                }
                return copy;
              }),
              expected);
}

// The child waits until its parent sleeps (in read, or in whatever it does), and wakes it.
TEST(Signals, CanInterruptARead) {
  interrupt_calls_with(SIGUSR1);  // and so it stays: an answer may leave the child behind
  const pid_t me = getpid();
  const auto result = result_of([=] {
    if (getpid() == me) return std::string{"done"};
    for (int signals = 0; signals != 20; ++signals) {
      for (int i = 0; i != 20'000 && !is_asleep(me); ++i) sched_yield();
      kill(me, SIGUSR1);
    }
    return std::string{"done"};
  });
  EXPECT_EQ(result, "done") << "A signal came while the parent waited, and read returned -1 with "
                               "errno == EINTR. That is not the end of the pipe.";
}

TEST(Child, DoesNotPrintWhatItsParentPrinted) {
  const int screen = dup(STDOUT_FILENO);
  const int file = memfd_create("printed", MFD_CLOEXEC);
  std::fflush(stdout);
  dup2(file, STDOUT_FILENO);
  std::printf("[before]");
  result_of([] { return std::string{"done"}; });
  std::fflush(stdout);
  dup2(screen, STDOUT_FILENO);
  std::array<char, 1024> printed{};
  const ssize_t size = pread(file, printed.data(), printed.size(), 0);
  close(screen);
  close(file);
  EXPECT_EQ(std::string(printed.data(), size < 0 ? 0 : static_cast<std::size_t>(size)), "[before]")
      << "The text was still in a buffer when fork copied it, and the child printed its copy.";
}

TEST(Child, DoesNotRunTheParentsExitHandlers) {
  static const pid_t me = getpid();
  static const bool registered = std::atexit([] {
                                   if (getpid() != me) ++evidence().atexit_in_child;
                                 }) == 0;
  ASSERT_TRUE(registered);
  result_of([] { return std::string{"done"}; });
  EXPECT_EQ(evidence().atexit_in_child, 0) << "The child must end with _exit, not with exit.";
}

TEST(Child, IsTheOneThatIsWaitedFor) {
  const pid_t other = fork();
  ASSERT_GE(other, 0);
  if (other == 0) _exit(7);
  siginfo_t info{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(other), &info, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(result_of([] { return std::string{"done"}; }), "done")
      << "The caller has another child, which has ended with 7. That one is not yours.";
  EXPECT_EQ(waitpid(other, nullptr, 0), other)
      << "The caller's other child was waited for by somebody who had not started it.";
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
  }
}

TEST(Child, MayHaveChildrenOfItsOwn) {
  const std::string expected = sample(2 * kMebibyte);
  expect_same(result_of([&] { return result_from_child([&] { return expected; }); }), expected);
}
