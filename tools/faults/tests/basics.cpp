// The verdicts, each on the smallest scenario that has it.
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

pid_t wait_for(pid_t child, int* status) {
  pid_t result;
  do result = waitpid(child, status, 0);
  while (result < 0 && errno == EINTR);
  return result;
}

TEST(Basics, ForkAndWaitPasses) {
  const FaultResult result = faults([] {
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("no child");
    if (child == 0) _exit(7);
    int status = 0;
    wait_for(child, &status);
    if (!WIFEXITED(status)) gave_up("it was killed");
    EXPECT_EQ(WEXITSTATUS(status), 7);
  });
  EXPECT_EQ(result.verdict, FaultVerdict::pass) << result.report;
  EXPECT_TRUE(result.complete) << result.coverage;
}

TEST(Basics, InterruptedWaitIsNotHidden) {
  const FaultResult result = tried([] {
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("no child");
    if (child == 0) _exit(7);
    int status = 0;
    if (waitpid(child, &status, 0) < 0) {
      wait_for(child, &status);
      gave_up("waitpid failed");
    }
    if (!WIFEXITED(status)) gave_up("it was killed");
  });
  EXPECT_EQ(result.verdict, FaultVerdict::not_hidden) << result.report;
}

TEST(Basics, NobodyWaits) {
  const FaultResult result = tried([] {
    if (fork() == 0) _exit(0);
  });
  EXPECT_EQ(result.verdict, FaultVerdict::leak) << result.report;
  EXPECT_NE(result.message.find("zombie"), std::string::npos) << result.message;
}

TEST(Basics, TheChildComesBack) {
  const FaultResult result = tried([] {
    const pid_t child = fork();
    if (child > 0) waitpid(child, nullptr, 0);
  });
  EXPECT_EQ(result.verdict, FaultVerdict::came_back) << result.report;
}

TEST(Basics, ParentKeepsTheWriteEnd) {
  const FaultResult result = tried([] {
    int ends[2];
    if (pipe(ends)) throw std::runtime_error("no pipe");
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      if (write(ends[1], "abc", 3) < 0) _exit(1);
      _exit(0);
    }
    char c;
    while (read(ends[0], &c, 1) > 0) {
    }
    wait_for(child, nullptr);
    close(ends[0]), close(ends[1]);
  });
  EXPECT_EQ(result.verdict, FaultVerdict::deadlock) << result.report;
}

TEST(Basics, KillsEverybodyAfterAFailedFork) {
  const FaultResult result = tried([] {
    const pid_t child = fork();
    if (child == 0) {
      pause();
      _exit(0);
    }
    kill(child, SIGTERM);
    wait_for(child, nullptr);
  });
  EXPECT_EQ(result.verdict, FaultVerdict::unnoticed) << result.report;
}

TEST(Basics, ALeakedDescriptor) {
  const FaultResult result = tried([] {
    int ends[2];
    if (pipe(ends)) return;
    close(ends[0]);
  });
  EXPECT_EQ(result.verdict, FaultVerdict::leak) << result.report;
}

TEST(Basics, ACrash) {
  const FaultResult result = tried([] {
    volatile int* nothing = nullptr;
    *nothing = 1;
  });
  EXPECT_EQ(result.verdict, FaultVerdict::crash) << result.report;
}

TEST(Basics, AnExpectation) {
  const FaultResult result = tried([] { EXPECT_EQ(getpid(), 0); });
  EXPECT_EQ(result.verdict, FaultVerdict::check) << result.report;
}

volatile sig_atomic_t seen;

TEST(Basics, ChecksTheFlagThenPauses) {
  const FaultResult result = tried([] {
    seen = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { seen = 1; };
    sigaction(SIGCHLD, &action, nullptr);
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("no child");
    if (child == 0) _exit(0);
    while (!seen) pause();
    wait_for(child, nullptr);
  });
  EXPECT_EQ(result.verdict, FaultVerdict::deadlock) << result.report;
}

}  // namespace
