// stub: test (unsolved)
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "machine.hpp"
#include "measure.hpp"
#include "no_luck.hpp"
#include "witness.hpp"

namespace {

using std::chrono::nanoseconds;
using witness::events;

// --- time ------------------------------------------------------------------------------------

struct Cost {
  nanoseconds start;
  nanoseconds join;
};

Cost ns(long long start, long long join) {
  return {nanoseconds{start}, nanoseconds{join}};
}

// A task whose costs are known, and the only clock in its world: it stands still but for them.
class KnownTask {
 public:
  explicit KnownTask(std::vector<Cost> costs) : costs_{std::move(costs)} {}

  nanoseconds measured() { return measured(static_cast<int>(costs_.size())); }
  nanoseconds measured(int times) {
    const Task task{[this] { start(); }, [this] { join(); }};
    return start_to_join(
        task, [this] { return time_; }, times);
  }
  const std::string& calls() const { return calls_; }
  void fail_at(std::size_t start) { fails_at_ = start; }

 private:
  void start() {
    if (started_ == fails_at_) throw std::system_error(EAGAIN, std::generic_category(), "start");
    calls_ += "start ";
    running_ = costs_[started_ % costs_.size()];
    ++started_;
    time_ += running_.start;
  }
  void join() {
    calls_ += "join ";
    time_ += running_.join;
  }

  std::vector<Cost> costs_;
  nanoseconds time_{std::chrono::hours{1000}};
  std::size_t started_ = 0;
  std::size_t fails_at_ = static_cast<std::size_t>(-1);
  Cost running_{};
  std::string calls_;
};

long long measured_ns(std::vector<Cost> costs) {
  return KnownTask{std::move(costs)}.measured().count();
}

// --- memory ----------------------------------------------------------------------------------

// As the kernel writes it: one block for the whole process.
constexpr const char* kRolledUp =
    "563a1c400000-7ffd6a3f5000 ---p 00000000 00:00 0                          [rollup]\n"
    "Rss:               70404 kB\n"
    "Pss:               35510 kB\n"
    "Pss_Dirty:         33333 kB\n"
    "Pss_Anon:          33111 kB\n"
    "Pss_File:           2399 kB\n"
    "Pss_Shmem:             0 kB\n"
    "Shared_Clean:       3000 kB\n"
    "Shared_Dirty:      65536 kB\n"
    "Private_Clean:       500 kB\n"
    "Private_Dirty:      1368 kB\n"
    "Referenced:        70000 kB\n"
    "Anonymous:         66904 kB\n"
    "KSM:                   0 kB\n"
    "LazyFree:              0 kB\n"
    "AnonHugePages:      4096 kB\n"
    "ShmemPmdMapped:        0 kB\n"
    "FilePmdMapped:         0 kB\n"
    "Shared_Hugetlb:        0 kB\n"
    "Private_Hugetlb:       0 kB\n"
    "Swap:                512 kB\n"
    "SwapPss:             256 kB\n"
    "Locked:              128 kB\n";

std::string mapping(const std::string& first_line, long size, long rss, long pss, long clean,
                    long dirty) {
  const auto row = [](const char* name, long amount) {
    return name + std::to_string(amount) + " kB\n";
  };
  return first_line + "\n" + row("Size:  ", size) + "KernelPageSize:        4 kB\n" +
         row("Rss:   ", rss) + row("Pss:   ", pss) + row("Pss_Dirty:  ", pss / 2) +
         row("Shared_Clean:  ", rss - clean - dirty) + "Shared_Dirty:  0 kB\n" +
         row("Private_Clean: ", clean) + row("Private_Dirty: ", dirty) +
         row("Anonymous:  ", dirty) +
         "Swap:  8 kB\nSwapPss:  8 kB\nTHPeligible:    0\nVmFlags: rd wr mr mw me ac \n";
}

void expect_memory(const Memory& memory, std::size_t resident, std::size_t proportional,
                   std::size_t unique) {
  EXPECT_EQ(memory.resident, resident * 1024);
  EXPECT_EQ(memory.proportional, proportional * 1024);
  EXPECT_EQ(memory.unique, unique * 1024);
}

double mebibytes(std::size_t bytes) {
  return static_cast<double>(bytes) / static_cast<double>(kMebibyte);
}

// What `busy` has more than `idle`, in MiB. So what the test program and the sanitizers need for
// themselves plays no part.
struct More {
  double resident, proportional, unique;
};

More difference(const Memory& busy, const Memory& idle) {
  return {mebibytes(busy.resident) - mebibytes(idle.resident),
          mebibytes(busy.proportional) - mebibytes(idle.proportional),
          mebibytes(busy.unique) - mebibytes(idle.unique)};
}

Memory memory_with(const Work& work) {
  return witness::measured(work, smaps_of);
}

void expect_about(double amount, double expected, const char* what) {
  EXPECT_GE(amount, expected - 4) << what << ", in MiB";
  EXPECT_LE(amount, expected + 4) << what << ", in MiB";
}

// Measures a child, and what happened is in events().
Memory measurement() {
  witness::forget_events();
  return witness::measured(witness::work,
                           [](pid_t process) { return witness::report(process, kRolledUp); });
}

// The answer must report that there is nothing to measure.
void expect_failure(const Work& work, const char* what) {
  witness::forget_events();
  EXPECT_THROW(witness::measured(work, smaps_of), std::runtime_error) << what;
  EXPECT_EQ(events().came_back, 0) << "The child came back from memory_of_child.";
}

}  // namespace

TEST(Time, ReachesFromBeforeTheStartToBehindTheJoin) {
  EXPECT_EQ(measured_ns({ns(30'000, 70'000)}), 100'000)
      << "start() took 30,000 ns and join() took 70,000 ns. Both belong to the cost.";
  EXPECT_EQ(measured_ns({ns(1, 0)}), 1);
  EXPECT_EQ(measured_ns({ns(0, 1)}), 1);
}

TEST(Time, IsTheMiddleOneOfMany) {
  EXPECT_EQ(measured_ns({ns(900, 100), ns(20, 30), ns(10, 34), ns(25, 15), ns(9'000, 1'000),
                         ns(20, 26), ns(10, 33), ns(30, 12), ns(15, 26)}),
            44)
      << "In order, the durations were 40, 41, 42, 43, 44, 46, 50, 1,000 and 10,000 ns. The first "
         "start was a cold one, and once something else came between.";
}

TEST(Time, CountsTheFirstStartLikeTheOthers) {
  EXPECT_EQ(measured_ns({ns(100, 0), ns(10, 0), ns(50, 0)}), 50);
  EXPECT_EQ(measured_ns({ns(10, 0), ns(50, 0), ns(100, 0)}), 50);
}

TEST(Time, IsTheMedianOfSumsAndNotASumOfMedians) {
  EXPECT_EQ(measured_ns({ns(1, 9), ns(2, 2), ns(9, 1)}), 10)
      << "The durations from start to join were 10, 4 and 10 ns.";
}

TEST(Time, MayLieBetweenTheTwoMiddleOnes) {
  const long long time = measured_ns({ns(40, 0), ns(5'000, 0), ns(10, 0), ns(30, 0)});
  EXPECT_GE(time, 30) << "The durations were 10, 30, 40 and 5,000 ns.";
  EXPECT_LE(time, 40) << "The durations were 10, 30, 40 and 5,000 ns.";
}

TEST(Time, KeepsItsNanosecondsWhenItIsLong) {
  EXPECT_EQ(measured_ns({ns(5'000'000'123, 7'000'000'400)}), 12'000'000'523)
      << "12 seconds are more nanoseconds than an int can hold.";
}

TEST(Tasks, RunOneAfterAnother) {
  KnownTask task({ns(10, 10), ns(20, 10), ns(30, 10)});
  task.measured(3);
  EXPECT_EQ(task.calls(), "start join start join start join ")
      << "Tasks that run beside each other disturb each other.";
}

TEST(Tasks, ThatCannotBeStartedAreReported) {
  KnownTask task({ns(10, 10), ns(20, 10), ns(30, 10)});
  task.fail_at(2);
  EXPECT_THROW(task.measured(3), std::system_error)
      << "The third start failed: fork does that when there are too many processes.";
  EXPECT_EQ(task.calls(), "start join start join ")
      << "What could not be started must not be joined.";
}

TEST(Report, IsReadInBytes) {
  EXPECT_EQ(memory_in(kRolledUp).resident, 70'404U * 1024)
      << "The report says 70404 kB. With the kernel, 1 kB is 1,024 bytes.";
}

TEST(Report, TellsWhatIsShared) {
  EXPECT_EQ(memory_in(kRolledUp).proportional, 35'510U * 1024)
      << "The line is `Pss:`. Other names only begin or end with these letters.";
}

TEST(Report, TellsWhatIsPrivate) {
  EXPECT_EQ(memory_in(kRolledUp).unique, (500U + 1'368U) * 1024)
      << "Private_Clean and Private_Dirty. A page that waits to be copied on the first write is "
         "anonymous, and it is dirty; as long as it waits, it is shared.";
}

TEST(Report, MayHaveABlockForEachMapping) {
  expect_memory(
      memory_in(
          mapping("5581e3a00000-5581e3a24000 r-xp 00000000 08:01 918 /usr/bin/maps", 144, 140, 70,
                  20, 0) +
          mapping("7f12c8000000-7f12cc000000 rw-p 00000000 00:00 0 ", 65'536, 300, 260, 0, 220) +
          mapping("7ffd1b5d0000-7ffd1b5f1000 rw-p 00000000 00:00 0 [stack]", 132, 28, 28, 4, 24)),
      140 + 300 + 28, 70 + 260 + 28, 20 + 220 + 4 + 24);
}

TEST(Report, MayBeAboutALargeProcess) {
  expect_memory(memory_in(mapping("7f12c8000000-7fff0000 rw-p 00000000 00:00 0", 400'000'123,
                                  300'000'007, 200'000'003, 40'000'001, 60'000'005)),
                300'000'007, 200'000'003, 100'000'006);
}

TEST(Report, MayBeMissing) {
  EXPECT_THROW(memory_in(""), std::runtime_error)
      << "That is all the kernel says of a process that has ended. Nothing is not zero.";
  EXPECT_THROW(memory_in("563a1c400000-7ffd6a3f5000 ---p 00000000 00:00 0 [rollup]\n"),
               std::runtime_error);
}

TEST(Child, IsAskedAboutAndNotItsParent) {
  measurement();
  EXPECT_EQ(events().works, 1) << "The work must be done once.";
  EXPECT_NE(events().worker, getpid()) << "The work was done in the parent itself.";
  EXPECT_NE(events().reports, 0) << "Nobody has called `smaps`.";
  EXPECT_EQ(events().reported, events().worker)
      << "Process " << events().worker << " did the work. Whose report was fetched?";
}

TEST(Child, HasDoneItsWorkWhenItIsMeasured) {
  witness::forget_events();
  witness::measured(witness::slow_work,
                    [](pid_t process) { return witness::report(process, kRolledUp); });
  EXPECT_TRUE(events().done_at_report)
      << "The report was fetched before the child had done its work. It had touched nothing yet. "
         "(To sleep for a while is no help: here, sleeping takes no time.)";
}

TEST(Child, IsStillThereWhenItIsMeasured) {
  witness::forget_events();
  const no_luck::SlowStop slow_stop;
  witness::measured(witness::work,
                    [](pid_t process) { return witness::slow_report(process, kRolledUp); });
  EXPECT_FALSE(events().ended_after_report)
      << "Nothing kept the child: before its report was fetched, or while it was, it went on to "
         "its end. A process that has ended has no memory.";
}

TEST(Child, HasWhatItsReportSays) {
  expect_memory(measurement(), 70'404, 35'510, 500 + 1'368);
  EXPECT_EQ(events().came_back, 0)
      << "The child came back from memory_of_child. Now it would run on in its parent's code.";
}

TEST(Child, HasItsOwnPagesForItself) {
  static std::optional<TouchedMemory> own;  // as long as the child lives
  const Memory idle = memory_with([] {});
  const More more = difference(memory_with([] { own.emplace(64 * kMebibyte); }), idle);
  expect_about(more.unique, 64, "The child wrote to 64 MiB of its own");
  expect_about(more.proportional, 64, "Nobody shares them");
  expect_about(more.resident, 64, "And they are in memory");
}

TEST(Child, SharesWhatItOnlyReads) {
  const Memory idle = memory_with([] {});
  const TouchedMemory parents{64 * kMebibyte};
  const More more = difference(memory_with([&] { parents.read(); }), idle);
  expect_about(more.resident, 64, "RSS counts the parent's 64 MiB as if they were the child's");
  expect_about(more.proportional, 32, "Two processes share 64 MiB: one half each");
  expect_about(more.unique, 0, "The child has read its parent's 64 MiB, and written nothing");
}

TEST(Child, GetsACopyOfWhatItWrites) {
  const Memory idle = memory_with([] {});
  TouchedMemory parents{64 * kMebibyte};
  const More more = difference(memory_with([&] { parents.write(16 * kMebibyte); }), idle);
  expect_about(more.resident, 64, "The copies have taken the place of the parent's pages");
  expect_about(more.proportional, 48 / 2 + 16, "48 MiB are still shared, 16 have been copied");
  expect_about(more.unique, 16, "Of its parent's 64 MiB, the child has written to 16");
}

TEST(Child, MustComeToTheEndOfItsWork) {
  expect_failure([] { throw std::runtime_error{"out of memory"}; }, "The work threw an exception.");
  expect_failure([] { throw 7; }, "The work threw an exception, which was an int.");
  const pid_t parent = getpid();
  expect_failure(
      [=] {
        if (getpid() != parent) raise(SIGKILL);
      },
      "The child was killed: that is what happens to one that takes too much memory.");
  expect_failure(
      [=] {
        if (getpid() != parent) _exit(0);
      },
      "The child ended in the middle of its work.");
}

TEST(Child, IsNotLeftBehind) {
  for (int i = 0; i != 10; ++i) measurement();
}

TEST(Child, IsNotLeftBehindWithoutAReport) {
  for (int i = 0; i != 3; ++i) {
    EXPECT_THROW(witness::measured([] {},
                                   [](pid_t) -> std::string {
                                     throw std::system_error(ENOENT, std::generic_category());
                                   }),
                 std::system_error)
        << "`smaps` threw an exception.";
    EXPECT_THROW(witness::measured([] {}, [](pid_t) { return std::string{}; }), std::runtime_error)
        << "`smaps` gave an empty report.";
  }
}

TEST(Child, OfSomebodyElseIsLeftAlone) {
  const pid_t other = fork();
  ASSERT_GE(other, 0);
  if (other == 0) _exit(7);
  siginfo_t info{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(other), &info, WEXITED | WNOWAIT), 0);
  expect_memory(measurement(), 70'404, 35'510, 500 + 1'368);
  EXPECT_EQ(waitpid(other, nullptr, 0), other)
      << "The caller's other child was waited for by somebody who had not started it.";
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
  }
}

TEST(Child, DoesNotRunTheParentsExitHandlers) {
  static const pid_t me = getpid();
  static const bool registered = std::atexit([] {
                                   if (getpid() != me) ++events().atexit_in_child;
                                 }) == 0;
  ASSERT_TRUE(registered);
  measurement();
  EXPECT_EQ(events().atexit_in_child, 0) << "The child must end with _exit, not with exit.";
}

TEST(Child, DoesNotPrintWhatItsParentPrinted) {
  const int screen = dup(STDOUT_FILENO);
  const int file = memfd_create("printed", MFD_CLOEXEC);
  std::fflush(stdout);
  dup2(file, STDOUT_FILENO);
  std::printf("[before]");
  measurement();
  std::fflush(stdout);
  dup2(screen, STDOUT_FILENO);
  std::array<char, 1024> printed{};
  const ssize_t size = pread(file, printed.data(), printed.size(), 0);
  close(screen);
  close(file);
  EXPECT_EQ(std::string(printed.data(), size < 0 ? 0 : static_cast<std::size_t>(size)), "[before]")
      << "The text was still in a buffer when fork copied it, and the child printed its copy.";
}
