#include "process.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include "files.hpp"

namespace threadlings::runner {
namespace {

using How = Ended::How;

Ended shell(const std::string& script) {
  Command command;
  command.argv = {"sh", "-c", script};
  return run_process(command);
}

TEST(Process, GivesOutputAndStatus) {
  const auto ended = shell("echo out; echo err >&2; exit 3");
  EXPECT_EQ(ended.how, How::exited);
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.out, "out\n");
  EXPECT_EQ(ended.err, "err\n");
}

TEST(Process, TellsASignalFromAStatus) {
  const auto ended = shell("kill -KILL $$");
  EXPECT_EQ(ended.how, How::signalled);
  EXPECT_EQ(ended.code, SIGKILL);
  EXPECT_NE(describe(ended).find("signal 9"), std::string::npos);
}

TEST(Process, SaysWhyItCouldNotStart) {
  Command command;
  command.argv = {"/nowhere/at/all"};
  const auto ended = run_process(command);
  EXPECT_EQ(ended.how, How::not_started);
  EXPECT_NE(describe(ended).find("No such file"), std::string::npos) << describe(ended);
  command.argv = {"true"};
  command.folder = "/nowhere/at/all";
  EXPECT_EQ(run_process(command).how, How::not_started);
}

TEST(Process, IsStoppedAtItsDeadlineWithEverythingItStarted) {
  Command command;
  command.argv = {"sh", "-c", "echo $$; sleep 1000 & echo $!; wait"};
  command.deadline = std::chrono::milliseconds(300);
  const auto ended = run_process(command);
  EXPECT_EQ(ended.how, How::deadline);
  const auto pids = split_lines(ended.out);
  ASSERT_EQ(pids.size(), 2u) << ended.out;
  EXPECT_EQ(::kill(std::stoi(pids[0]), 0), -1) << "the shell is still there";
}

TEST(Process, IsKilledIfItIgnoresTheRequestToEnd) {
  Command command;
  command.argv = {"sh", "-c", "trap '' TERM; while :; do :; done"};
  command.deadline = std::chrono::milliseconds(300);
  command.grace = std::chrono::milliseconds(100);
  EXPECT_EQ(run_process(command).how, How::deadline);
}

TEST(Process, DoesNotWaitForAGrandchildThatHoldsItsOutput) {
  Command command;
  command.argv = {"sh", "-c", "setsid sleep 30 & echo $!"};
  command.deadline = std::chrono::seconds(20);
  const auto ended = run_process(command);
  EXPECT_EQ(ended.how, How::exited);
  ::kill(std::stoi(ended.out), SIGKILL);
}

TEST(Process, DropsOutputBeyondTheLimit) {
  Command command;
  command.argv = {"sh", "-c", "yes | head -c 1000000; echo end >&2"};
  command.output_limit = 1000;
  const auto ended = run_process(command);
  EXPECT_EQ(ended.out.size(), 1000u);
  EXPECT_EQ(ended.err, "end\n");
  EXPECT_TRUE(ended.ok());
}

TEST(Process, ReadsNothingFromTheTerminal) {
  EXPECT_EQ(shell("cat").out, "");
}

TEST(Process, GetsTheEnvironmentItIsGiven) {
  Command command;
  command.argv = {"sh", "-c", "echo $HOME-$EXTRA"};
  command.environment = {"HOME=/other", "EXTRA=1"};
  EXPECT_EQ(run_process(command).out, "/other-1\n");
}

TEST(Process, StaysOnTheProcessorItIsPinnedTo) {
  const auto cpus = allowed_cpus();
  Command command;
  command.argv = {"grep", "Cpus_allowed_list", "/proc/self/status"};
  command.cpu = cpus.back();
  EXPECT_TRUE(run_process(command).out.ends_with("\t" + std::to_string(cpus.back()) + "\n"));
}

TEST(ShellLine, CanBePasted) {
  EXPECT_EQ(shell_line({"./a", "b c", "it's", ""}), "./a 'b c' 'it'\\''s' ''");
}

}  // namespace
}  // namespace threadlings::runner
