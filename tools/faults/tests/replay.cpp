// The same scenario gives the same result, and a token leads back to the run that failed.
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

// Longer than PIPE_BUF: what is shorter is read whole.
constexpr std::size_t kLength = 5000;

void reads_once() {
  int ends[2];
  if (pipe(ends)) gave_up("no pipe");
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]), close(ends[1]);
    gave_up("no child");
  }
  char text[kLength] = "";
  if (child == 0) {
    std::size_t sent = 0;
    while (sent < kLength) {
      const ssize_t n = write(ends[1], text + sent, kLength - sent);
      if (n > 0) sent += static_cast<std::size_t>(n);
    }
    _exit(0);
  }
  close(ends[1]);
  ssize_t n;
  do n = read(ends[0], text, kLength);
  while (n < 0 && errno == EINTR);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) gave_up("the child failed");
  EXPECT_EQ(n, static_cast<ssize_t>(kLength));
}

TEST(Replay, ATokenRepeatsTheRun) {
  const FaultResult first = tried(reads_once);
  ASSERT_EQ(first.verdict, FaultVerdict::check) << first.report;
  FaultOptions options;
  options.replay = first.token;
  const FaultResult again = tried(reads_once, options);
  EXPECT_EQ(again.verdict, first.verdict);
  EXPECT_EQ(again.message, first.message);
  EXPECT_EQ(again.report, first.report);
  EXPECT_EQ(again.where, first.where);
}

TEST(Replay, TwiceIsTheSame) {
  const FaultResult first = tried(reads_once), second = tried(reads_once);
  EXPECT_EQ(first.report, second.report);
  EXPECT_EQ(first.faults, second.faults);
  EXPECT_EQ(first.calls, second.calls);
}

TEST(Replay, ATokenOfAnotherProgramIsRefused) {
  FaultOptions options;
  options.replay = "f:3.2.99:EINTR";
  const FaultResult result = tried(reads_once, options);
  EXPECT_EQ(result.verdict, FaultVerdict::nondeterministic);
  EXPECT_NE(result.message.find("token"), std::string::npos) << result.message;
}

TEST(Replay, TheEnvironmentAsksForIt) {
  const FaultResult first = tried(reads_once);
  setenv("THREADLINGS_REPLAY", first.token.c_str(), 1);
  const FaultResult again = tried(reads_once);
  unsetenv("THREADLINGS_REPLAY");
  EXPECT_EQ(again.report, first.report);
  EXPECT_EQ(again.faults, 1u);
}

TEST(Replay, AScenarioThatNeverDoesTheSameIsNamed) {
  int* const runs = static_cast<int*>(shared_page());
  const FaultResult result = tried([runs] {
    if (++*runs % 2) close(dup(0));
    const pid_t child = fork();
    if (child == 0) _exit(0);
    while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
  });
  EXPECT_EQ(result.verdict, FaultVerdict::nondeterministic) << result.report;
}

TEST(Json, OneLineForEachCall) {
  const std::string path = ::testing::TempDir() + "faults_json_" + std::to_string(getpid());
  setenv("THREADLINGS_FAULTS_JSON", path.c_str(), 1);
  const FaultResult failed = tried(reads_once);
  const FaultResult passed = tried([] {});
  unsetenv("THREADLINGS_FAULTS_JSON");
  std::ifstream file(path);
  std::string first, second, third;
  std::getline(file, first);
  std::getline(file, second);
  EXPECT_FALSE(std::getline(file, third));
  std::remove(path.c_str());
  EXPECT_EQ(first, failed.json);
  EXPECT_EQ(second, passed.json);
  for (const char* part :
       {"\"format\":\"threadlings-faults-1\"", "\"test\":\"Json.OneLineForEachCall\"",
        "\"verdict\":\"check\"", "\"token\":\"f:0.", "\"injected\":true", "\"process\":\"child 1\"",
        "\"coverage\":\"", "\"where\":\"", "replay.cpp:"})
    EXPECT_NE(first.find(part), std::string::npos) << part << "\n" << first;
  EXPECT_NE(second.find("\"verdict\":\"pass\""), std::string::npos);
}

}  // namespace
