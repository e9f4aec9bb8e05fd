#include "process.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <thread>

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

TEST(Process, CountsTheProcessorTimeOfItsChildrenToo) {
  const auto ended = shell("sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done'; exit 0");
  EXPECT_GT(ended.cpu_seconds, 0.01);
  EXPECT_LT(ended.cpu_seconds, ended.seconds + 0.1) << "there is never more than one that works";
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

TEST(Process, IsEndedWhenNobodyWantsItAnyMore) {
  const TemporaryFolder folder;
  const auto fifo = (folder.path() / "fifo").string();
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  Command command;
  command.argv = {"sh", "-c", "echo $$ > '" + fifo + "'; exec sleep 1000"};
  command.cancel = ends[0];
  std::jthread runner([&] { EXPECT_THROW(run_process(command), Cancelled); });
  const pid_t child = std::stoi(read_text(fifo));  // opens when the child runs
  ASSERT_EQ(::write(ends[1], "x", 1), 1);
  runner.join();
  EXPECT_EQ(::kill(child, 0), -1) << "it still runs";
  EXPECT_THROW(run_process(command), Cancelled) << "nothing more is started";
  for (const int end : ends) ::close(end);
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
