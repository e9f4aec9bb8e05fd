// Which faults there are, and how many; calls that the C library makes by itself count, too.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

extern char** environ;

namespace {

pid_t wait_for(pid_t child, int* status) {
  pid_t result;
  do result = waitpid(child, status, 0);
  while (result < 0 && errno == EINTR);
  return result;
}

FaultOptions nothing_but(bool FaultOptions::*wanted) {
  FaultOptions options;
  for (auto each :
       {&FaultOptions::interrupted, &FaultOptions::short_transfers, &FaultOptions::again,
        &FaultOptions::refused, &FaultOptions::killed, &FaultOptions::delayed})
    options.*each = each == wanted;
  return options;
}

void fork_and_wait() {
  const pid_t child = fork();
  if (child < 0) gave_up("no child");
  if (child == 0) _exit(0);
  int status = 0;
  wait_for(child, &status);
  if (!WIFEXITED(status)) gave_up("killed");
}

TEST(Calls, AreCounted) {
  // fork: EAGAIN, ENOMEM; waitpid: EINTR; exit of the child: killed, and late while its parent
  // could go on. With the parent first, waitpid is late as well, and fork has nobody to wait for.
  const FaultResult result = tried(fork_and_wait);
  EXPECT_EQ(result.verdict, FaultVerdict::pass) << result.report;
  EXPECT_EQ(result.calls, 3u);
  EXPECT_EQ(result.faults, 6u);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.coverage, "6 faults tried at 3 calls.");
  EXPECT_EQ(tried(fork_and_wait, nothing_but(&FaultOptions::interrupted)).faults, 1u);
  EXPECT_EQ(tried(fork_and_wait, nothing_but(&FaultOptions::refused)).faults, 2u);
  EXPECT_EQ(tried(fork_and_wait, nothing_but(&FaultOptions::killed)).faults, 1u);
  EXPECT_EQ(tried(fork_and_wait, nothing_but(&FaultOptions::delayed)).faults, 2u);
  EXPECT_EQ(tried(fork_and_wait, nothing_but(nullptr)).faults, 0u);
}

// What is written at once is never cut, up to PIPE_BUF; regular files are never interrupted.
TEST(Calls, PipesKeepShortWritesWhole) {
  const FaultResult result = tried([] {
    int ends[2];
    if (pipe(ends)) gave_up("no pipe");
    ssize_t n;
    do n = write(ends[1], "abcd", 4);
    while (n < 0 && errno == EINTR);
    EXPECT_EQ(n, 4);
    close(ends[0]), close(ends[1]);
    const int file = open("/etc/passwd", O_RDONLY);
    if (file < 0) gave_up("no file");
    char c;
    EXPECT_EQ(read(file, &c, 1), 1);
    close(file);
  });
  EXPECT_EQ(result.verdict, FaultVerdict::pass) << result.report;
}

TEST(Calls, PosixSpawnIsRefused) {
  const FaultResult result = tried(
      [] {
        char name[] = "true";
        char* arguments[] = {name, nullptr};
        pid_t child = -5;
        EXPECT_EQ(posix_spawnp(&child, "true", nullptr, nullptr, arguments, environ), 0);
        if (child > 0) wait_for(child, nullptr);
      },
      nothing_but(&FaultOptions::refused));
  EXPECT_EQ(result.verdict, FaultVerdict::check) << result.report;
}

// 0 if exactly so many bytes came.
int count_bytes(int descriptor, std::size_t expected) {
  std::size_t got = 0;
  char bytes[4096];
  for (ssize_t n; (n = read(descriptor, bytes, sizeof bytes)) != 0;) {
    if (n > 0) got += static_cast<std::size_t>(n);
    if (n < 0 && errno != EINTR) return 1;
  }
  return got == expected ? 0 : 1;
}

TEST(Calls, StdioFlushIsSeen) {
  // The text fills the pipe by stdio's own write, which cannot be made again. Only a handler
  // without SA_RESTART interrupts it.
  for (const int flags : {0, SA_RESTART}) {
    const FaultResult result = tried([flags] {
      const std::string text(70'000, 'x');
      struct sigaction action {};
      action.sa_handler = [](int) {};
      action.sa_flags = flags;
      sigaction(SIGUSR1, &action, nullptr);
      signal(SIGPIPE, SIG_IGN);
      int ends[2];
      if (pipe(ends)) gave_up("no pipe");
      const pid_t child = fork();
      if (child == 0) {
        close(ends[1]);
        _exit(count_bytes(ends[0], text.size()));
      }
      close(ends[0]);
      FILE* stream = child < 0 ? nullptr : fdopen(ends[1], "w");
      bool failed = !stream;
      if (!stream) close(ends[1]);
      if (stream) {
        failed = fputs(text.c_str(), stream) < 0;
        failed = fclose(stream) || failed;
      }
      int status = 0;
      if (child > 0) wait_for(child, &status);
      if (failed || status) gave_up("stdio");
    });
    if (flags) {
      EXPECT_EQ(result.verdict, FaultVerdict::pass) << result.report;
    } else {
      EXPECT_EQ(result.verdict, FaultVerdict::not_hidden) << result.report;
      EXPECT_NE(result.fault.find("write("), std::string::npos) << result.fault;
    }
  }
}

TEST(Calls, SystemAndPopenPass) {
  const FaultResult result = tried([] {
    const int status = system("exit 3");
    if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) != 3) gave_up("system");
    FILE* words = popen("echo word", "r");
    if (!words) gave_up("popen");
    char line[10] = "";
    const bool read = fgets(line, sizeof line, words) != nullptr;
    if (pclose(words) != 0 || !read) gave_up("echo");
    EXPECT_STREQ(line, "word\n");
  });
  EXPECT_EQ(result.verdict, FaultVerdict::pass) << result.report;
}

TEST(Calls, NonBlockingOnesMayNotBeReady) {
  const FaultResult result = tried([] {
    int ends[2];
    if (pipe2(ends, O_NONBLOCK)) gave_up("no pipe");
    // Into an empty pipe goes what is written; behind that, another process could have filled it.
    const bool wrote = write(ends[1], "a", 1) == 1 && write(ends[1], "b", 1) == 1;
    close(ends[0]), close(ends[1]);
    if (!wrote) gave_up("not ready");
  });
  EXPECT_EQ(result.verdict, FaultVerdict::not_hidden) << result.report;
  EXPECT_NE(result.fault.find("EAGAIN"), std::string::npos) << result.fault;
}

// One byte from each of ten children.
void ten_children() {
  for (int i = 0; i < 10; ++i) {
    int ends[2];
    if (pipe(ends)) gave_up("no pipe");
    const pid_t child = fork();
    if (child < 0) {
      close(ends[0]), close(ends[1]);
      gave_up("no child");
    }
    if (child == 0) {
      close(ends[0]);
      ssize_t n;
      do n = write(ends[1], "x", 1);
      while (n < 0 && errno == EINTR);
      _exit(0);
    }
    close(ends[1]);
    char c = 0;
    ssize_t n;
    do n = read(ends[0], &c, 1);
    while (n < 0 && errno == EINTR);
    close(ends[0]);
    int status = 0;
    wait_for(child, &status);
    if (status != 0 || n != 1) gave_up("killed");
  }
}

// Of this process and of the children that it has waited for.
double processor_seconds() {
  double seconds = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    for (const timeval& time : {usage.ru_utime, usage.ru_stime})
      seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  }
  return seconds;
}

// The processor time of a scenario that nobody looks at.
double plain_seconds(void (*scenario)(), int runs) {
  const double before = processor_seconds();
  for (int i = 0; i < runs; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      scenario();
      _exit(0);
    }
    int status = -1;
    wait_for(child, &status);
    EXPECT_EQ(status, 0);
  }
  return processor_seconds() - before;
}

// Hundreds of faults have to end in seconds, and how many seconds is a matter of the machine. So
// the mark is what a fault costs beside a run of the same scenario by itself.
TEST(Calls, AFaultCostsAFewPlainRuns) {
  constexpr int kRuns = 40;
  double plain = plain_seconds(ten_children, kRuns);
  const FaultResult result = tried(ten_children);
  plain += plain_seconds(ten_children, kRuns);  // before and behind: a machine's speed may change
  EXPECT_EQ(result.verdict, FaultVerdict::pass) << result.report;
  EXPECT_GE(result.faults, 150u);
  EXPECT_TRUE(result.complete);
  const double cost = result.seconds / static_cast<double>(result.faults) / (plain / (2 * kRuns));
  RecordProperty("plain_runs_per_fault", std::to_string(cost));
  EXPECT_LT(cost, 8) << result.faults << " faults in " << result.seconds << " s";
}

}  // namespace
