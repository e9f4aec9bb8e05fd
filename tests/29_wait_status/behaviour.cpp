// stub: test (unsolved)
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <new>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "jobs.hpp"
#include "onlooker.hpp"
#include "words.hpp"

namespace {

constexpr std::size_t kMostJobs = 64;

// One page of memory that the test, the jobs and all other children really share: how they learn
// from each other what has happened.
struct Page {
  std::array<std::atomic<pid_t>, kMostJobs> process;  // in which the job runs
  std::array<std::atomic<bool>, kMostJobs> reported;  // the caller has been told
  std::atomic<pid_t> helper;                          // another process that a job has started
  std::atomic<bool> in_vain;                          // somebody has waited for nothing
  std::atomic<bool> go;
  std::atomic<int> handled;          // signals for which the caller's handler has run
  std::atomic<int> came_back;        // children that returned from run_jobs
  std::atomic<int> atexit_in_child;  // atexit handlers that ran in a child
};

Page& map_page() {
  void* memory =
      mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc{};
  return *new (memory) Page{};
}

Page& page = map_page();  // before the first fork, or each process would get one of its own

void turn_the_page() {
  new (&page) Page{};
}

const pid_t the_caller = getpid();

struct Reported {
  std::size_t job;
  Ending ending;

  bool operator==(const Reported&) const = default;
};
using Reports = std::vector<Reported>;

void PrintTo(const Reported& reported, std::ostream* out) {
  *out << "job " << reported.job << " ";
  PrintTo(reported.ending, out);
}

constexpr Ending finished(int code) {
  return {Ending::finished, code};
}

constexpr Ending killed(int signal) {
  return {Ending::killed, signal};
}

// Calls the answer, and keeps a child that comes back from it out of the tests. Calls `during` in
// each report.
Reports reports_of(
    const std::vector<Work>& jobs,
    const std::function<void(std::size_t job)>& during = [](std::size_t) {}) {
  turn_the_page();
  std::vector<Work> noted;
  for (std::size_t job = 0; job != jobs.size(); ++job) {
    noted.emplace_back([&jobs, job] {
      page.process[job] = getpid();
      return jobs[job]();
    });
  }
  Reports reports;
  try {
    run_jobs(noted, [&](std::size_t job, Ending ending) {
      reports.push_back({job, ending});
      if (job < kMostJobs) page.reported[job] = true;
      if (getpid() == the_caller) during(job);
    });
  } catch (const std::exception& error) {
    if (getpid() == the_caller) ADD_FAILURE() << "run_jobs threw an exception: " << error.what();
  } catch (...) {
    if (getpid() == the_caller) ADD_FAILURE() << "run_jobs threw an exception.";
  }
  if (getpid() != the_caller) {
    ++page.came_back;
    _exit(0);
  }
  EXPECT_EQ(page.came_back, 0) << "A child came back from run_jobs, by return or by an exception. "
                                  "Now it would run on in its parent's code, and everything there "
                                  "would happen twice.";
  return reports;
}

// Each job is reported exactly once, as it ended; in any order.
void expect_endings(const Reports& reports, const std::vector<Ending>& expected,
                    const std::string& hint = "") {
  std::vector<int> times(expected.size());
  for (const Reported& reported : reports) {
    ASSERT_LT(reported.job, expected.size()) << "There is no such job.";
    ++times[reported.job];
    EXPECT_EQ(reported.ending, expected[reported.job])
        << "That is how job " << reported.job << " ended. " << hint;
  }
  for (std::size_t job = 0; job != expected.size(); ++job) {
    EXPECT_EQ(times[job], 1) << "So often must job " << job << " be reported. " << hint;
  }
}

// A sanitizer has handlers of its own for some signals, and they would end the process by exit.
[[noreturn]] void end_by(int signal) {
  std::signal(signal, SIG_DFL);
  raise(signal);
  _exit(255);
}

// For jobs. An answer that runs them in the caller shall not end the test.
int end_child_by(int signal) {
  if (getpid() != the_caller) end_by(signal);
  return 255;
}

// Waits for something that the caller is to do. Notes it when that will never happen.
bool waits_for(const std::function<bool()>& condition) {
  if (comes_true(condition, the_caller)) return true;
  page.in_vain = true;
  return false;
}

// False for the caller itself, in which an answer may have run a job.
bool until_ended(pid_t process) {
  if (process == the_caller) return false;
  while (!has_ended(process)) usleep(500);
  return true;
}

// Waits until another job has ended. It must have been started at the same time.
bool waits_for_end_of(std::size_t job) {
  if (!waits_for([=] { return page.process[job] != 0; })) return false;
  return until_ended(page.process[job]);
}

// The first of `order` ends at once, each of the others when the one before it has been reported.
// So this is the only order in which they can end.
void expect_reports_in(const std::vector<std::size_t>& order) {
  std::vector<Work> jobs(order.size());
  Reports expected;
  for (std::size_t place = 0; place != order.size(); ++place) {
    const int code = 10 + static_cast<int>(place);
    jobs[order[place]] = [=] {
      if (place == 0) return code;
      const std::size_t before = order[place - 1];
      return waits_for_end_of(before) && waits_for([=] { return page.reported[before].load(); })
                 ? code
                 : 99;
    };
    expected.push_back({order[place], finished(code)});
  }
  const Reports reports = reports_of(jobs);
  EXPECT_FALSE(page.in_vain)
      << "A job had ended and another one was still running, and the caller was not told. Jobs end "
         "in any order: do not wait for one that you have chosen.";
  EXPECT_EQ(reports, expected);
}

// A child of the caller that has nothing to do with the jobs.
pid_t start_stranger(const std::function<int()>& work) {
  turn_the_page();
  const pid_t child = fork();
  if (child == 0) _exit(work());
  return child;
}

void expect_still_there(pid_t stranger, int code) {
  int status = 0;
  EXPECT_EQ(waitpid(stranger, &status, 0), stranger)
      << "The caller had another child. Somebody who had not started it has waited for it, and now "
         "the caller will never learn how it ended.";
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == code);
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
  }
}

// Waits until it has ended, and lets it be: WNOWAIT.
void until_zombie(pid_t child) {
  siginfo_t info{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
}

// A handler that does next to nothing. Without SA_RESTART the call that waits returns early:
// signal(7). After a while it has had enough, so that an answer which starts again ends, too.
void interrupt_calls_with(int signal) {
  struct sigaction action {};
  action.sa_handler = [](int number) {
    if (++page.handled == 100) std::signal(number, SIG_IGN);
  };
  sigaction(signal, &action, nullptr);
}

}  // namespace

TEST(Ending, TellsTheExitCode) {
  expect_endings(reports_of({[] { return 0; }, [] { return 1; }, [] { return 42; },
                             [] { return 127; }, [] { return 255; }}),
                 {finished(0), finished(1), finished(42), finished(127), finished(255)},
                 "A status is not an exit code: it holds one.");
}

TEST(Ending, TellsTheSignalThatKilledTheJob) {
  expect_endings(
      reports_of({[] { return end_child_by(SIGKILL); }, [] { return end_child_by(SIGTERM); },
                  [] { return end_child_by(SIGSEGV); }, [] { return end_child_by(SIGABRT); },
                  [] { return end_child_by(SIGHUP); }, [] { return end_child_by(SIGRTMAX); }}),
      {killed(SIGKILL), killed(SIGTERM), killed(SIGSEGV), killed(SIGABRT), killed(SIGHUP),
       killed(SIGRTMAX)},
      "Who was killed has no exit code. First ask how it ended, then decode.");
}

TEST(Ending, DistinguishesASignalFromACodeOfTheSameNumber) {
  expect_endings(
      reports_of({[] { return 9; }, [] { return end_child_by(9); }, [] { return 128 + 9; },
                  [] { return 15; }, [] { return end_child_by(15); }, [] { return 128 + 15; }}),
      {finished(9), killed(9), finished(137), finished(15), killed(15), finished(143)},
      "Codes above 128 mean a signal in a shell only. Here they are codes like all others.");
}

TEST(Ending, IsCodeOneAfterAnException) {
  expect_endings(
      reports_of({[]() -> int { throw std::runtime_error{"no more paper"}; }, [] { return 0; }}),
      {finished(1), finished(0)});
}

TEST(Jobs, AreReportedInTheOrderInWhichTheyEnd) {
  expect_reports_in({3, 2, 1, 0});
}

TEST(Jobs, MayEndInAnyOrder) {
  expect_reports_in({0, 1, 2});
  expect_reports_in({2, 0, 4, 1, 3});
}

TEST(Jobs, RunAtTheSameTime) {
  const auto all_have_started = [] {
    return page.process[0] != 0 && page.process[1] != 0 && page.process[2] != 0;
  };
  const Work job = [=] { return waits_for(all_have_started) ? 7 : 99; };
  const Reports reports = reports_of({job, job, job});
  EXPECT_FALSE(page.in_vain) << "A job was running, and others had not even been started.";
  expect_endings(reports, {finished(7), finished(7), finished(7)});
}

TEST(Jobs, AreAllReportedOnce) {
  std::vector<Work> jobs;
  std::vector<Ending> expected;
  for (int i = 0; i != 50; ++i) {
    jobs.emplace_back([=] { return i % 5 == 4 ? end_child_by(SIGKILL) : i; });
    expected.push_back(i % 5 == 4 ? killed(SIGKILL) : finished(i));
  }
  expect_endings(reports_of(jobs), expected);
}

// Three jobs end while the report of the first is still being given. The signals of their ends come
// together, as one.
TEST(Jobs, MayEndDuringAReport) {
  const Work second = [] {
    return waits_for_end_of(0) && waits_for([] { return page.reported[0].load(); }) ? 5 : 99;
  };
  const Reports reports =
      reports_of({[] { return 4; }, second, second, second}, [](std::size_t job) {
        if (job != 0) return;
        for (std::size_t other = 1; other != 4; ++other) waits_for_end_of(other);
      });
  expect_endings(reports, {finished(4), finished(5), finished(5), finished(5)});
}

TEST(Jobs, MayBeNone) {
  const pid_t stranger = start_stranger([] {
    comes_true([] { return page.go.load(); }, the_caller);
    return 7;
  });
  EXPECT_EQ(reports_of({}), Reports{});
  page.go = true;
  expect_still_there(stranger, 7);
}

TEST(Jobs, AreForgottenAfterwards) {
  expect_endings(reports_of({[] { return 1; }, [] { return 2; }}), {finished(1), finished(2)});
  expect_endings(reports_of({[] { return 3; }}), {finished(3)}, "This was the second call.");
  expect_endings(reports_of({[] { return 4; }, [] { return end_child_by(SIGKILL); }}),
                 {finished(4), killed(SIGKILL)}, "This was the third call.");
}

TEST(Jobs, RunInChildrenOfTheCaller) {
  int local = 1;
  const Work job = [&] {
    local = 2;
    return getpid() != the_caller && getppid() == the_caller ? 7 : 99;
  };
  expect_endings(reports_of({job, job}), {finished(7), finished(7)});
  EXPECT_EQ(local, 1) << "A job must not change the caller's memory.";
  EXPECT_NE(page.process[0], page.process[1]) << "Each job needs a process of its own.";
}

TEST(Jobs, MayRunJobsOfTheirOwn) {
  const Work job = [] {
    int sum = 0;
    run_jobs({[] { return 1; }, [] { return 2; }},
             [&](std::size_t, Ending ending) { sum += ending.number; });
    return sum;
  };
  expect_endings(reports_of({job, [] { return 20; }, job}),
                 {finished(3), finished(20), finished(3)});
}

// A stopped job has not ended. Another one lets it go on, when the caller has had time to look.
TEST(Jobs, MayBeStoppedForAWhile) {
  const Work stops = [] {
    if (getpid() == the_caller || !waits_for([] { return page.process[1] != 0; })) return 99;
    raise(SIGSTOP);
    return 6;
  };
  const Work continues = [] {
    if (getpid() == the_caller || !waits_for([] { return page.process[0] != 0; })) return 99;
    while (!is_stopped(page.process[0]) && !has_ended(page.process[0])) usleep(500);
    comes_true([] { return page.reported[0].load(); }, the_caller, 40);
    kill(page.process[0], SIGCONT);
    return 7;
  };
  expect_endings(reports_of({stops, continues}), {finished(6), finished(7)},
                 "A stopped process has not ended.");
}

// The job ends, a process that it has started does not. That one holds whatever a child inherits.
TEST(Jobs, MayLeaveAProcessBehind) {
  const Reports reports = reports_of({[] {
    const pid_t helper = fork();
    if (helper == 0) {
      waits_for([] { return page.reported[0].load(); });
      _exit(0);
    }
    page.helper = helper;
    return 5;
  }});
  EXPECT_FALSE(page.in_vain) << "The job had ended, but not a process that it had started. Wait "
                                "for your child, not for all that comes from it.";
  until_ended(page.helper);
  expect_endings(reports, {finished(5)});
}

TEST(Report, ComesToTheThreadThatCalled) {
  const pthread_t me = pthread_self();
  int strange = 0;
  int reports = 0;
  run_jobs({[] { return 1; }, [] { return 2; }}, [&](std::size_t, Ending) {
    ++reports;
    if (getpid() != the_caller || pthread_equal(pthread_self(), me) == 0) ++strange;
  });
  EXPECT_EQ(reports, 2);
  EXPECT_EQ(strange, 0) << "Reports belong into the caller's process, and into its thread.";
}

TEST(OtherChildren, StayWhenTheyHaveEndedBefore) {
  const pid_t stranger = start_stranger([] { return 7; });
  ASSERT_GT(stranger, 0);
  until_zombie(stranger);
  expect_endings(reports_of({[] { return 1; }, [] { return end_child_by(SIGTERM); }}),
                 {finished(1), killed(SIGTERM)},
                 "The caller has another child, which ended with 7.");
  expect_still_there(stranger, 7);
}

TEST(OtherChildren, StayWhenTheyEndMeanwhile) {
  const pid_t stranger = start_stranger([] {
    while (!page.go) usleep(500);
    return 7;
  });
  ASSERT_GT(stranger, 0);
  const Work job = [=] {
    page.go = true;
    until_ended(stranger);
    return 1;
  };
  expect_endings(reports_of({job, [] { return 2; }}), {finished(1), finished(2)},
                 "The caller has another child, which ended with 7.");
  page.go = true;
  expect_still_there(stranger, 7);
}

TEST(OtherChildren, MayRunOn) {
  const pid_t stranger = start_stranger([] {
    while (page.process[0] == 0) usleep(500);
    until_ended(page.process[0]);
    return comes_true([] { return page.go.load(); }, the_caller) ? 7 : 99;
  });
  ASSERT_GT(stranger, 0);
  const Reports reports = reports_of({[] { return 3; }});
  page.go = true;
  int status = 0;
  ASSERT_EQ(waitpid(stranger, &status, 0), stranger);
  EXPECT_EQ(WEXITSTATUS(status), 7)
      << "All jobs had ended, and run_jobs waited on, for another child of the caller.";
  expect_endings(reports, {finished(3)});
}

// The job waits until the caller sleeps (in waitpid, or in whatever it does), and wakes it.
TEST(Waiting, GoesOnAfterASignal) {
  interrupt_calls_with(SIGUSR1);  // and so it stays: an answer may leave the job behind
  const Work job = [] {
    if (getpid() == the_caller) return 3;
    for (int signals = 0; signals != 20; ++signals) {
      for (int i = 0; i != 20'000 && !is_asleep(the_caller); ++i) sched_yield();
      const int before = page.handled;
      kill(the_caller, SIGUSR1);
      if (!waits_for([=] { return page.handled > before; })) break;
    }
    return 3;
  };
  const Reports reports = reports_of({job, [] { return 4; }});
  EXPECT_FALSE(page.in_vain)
      << "A signal came while the call waited, and was held back. The caller "
         "has a handler for it, which should have run.";
  expect_endings(
      reports, {finished(3), finished(4)},
      "A signal came while the caller waited, and a call returned -1 with errno == EINTR. "
      "No job has ended by that.");
}

TEST(Waiting, GoesOnAfterTheSignalOfAChild) {
  interrupt_calls_with(SIGCHLD);
  const Work last = [] {
    return waits_for_end_of(0) && waits_for([] { return page.reported[0].load(); }) ? 5 : 99;
  };
  expect_endings(reports_of({[] { return 4; }, last}), {finished(4), finished(5)},
                 "The caller has a handler for SIGCHLD: that signal interrupts calls, too.");
  std::signal(SIGCHLD, SIG_DFL);
}

// A signal wakes who sleeps, and then it falls asleep again, which can be counted. Who asks again
// and again never sleeps.
TEST(Waiting, UsesNoProcessorTime) {
  interrupt_calls_with(SIGUSR1);
  const pid_t stranger = start_stranger([] { return 7; });
  ASSERT_GT(stranger, 0);
  until_zombie(stranger);
  const Work job = [] {
    const double used_before = cpu_seconds(the_caller);
    for (int signals = 0; signals != 3; ++signals) {
      const long before = times_asleep(the_caller);
      kill(the_caller, SIGUSR1);
      comes_true([=] { return times_asleep(the_caller) > before; }, the_caller);
    }
    return cpu_seconds(the_caller) - used_before < 0.3 ? 5 : 99;
  };
  expect_endings(reports_of({job}), {finished(5)},
                 "(99: while the job ran, the caller did not sleep but asked again and again.)");
  expect_still_there(stranger, 7);
}

TEST(Waiting, LeavesTheCallersSignalsAlone) {
  struct sigaction mine {};
  mine.sa_handler = [](int) {};
  mine.sa_flags = SA_RESTART;
  sigaction(SIGCHLD, &mine, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);  // an earlier call may have left something blocked

  expect_endings(reports_of({[] { return 4; }, [] { return 5; }}), {finished(4), finished(5)});

  struct sigaction now {};
  sigset_t mask_now;
  sigprocmask(SIG_SETMASK, nullptr, &mask_now);
  sigaction(SIGCHLD, nullptr, &now);
  EXPECT_EQ(now.sa_handler, mine.sa_handler) << "The caller had a handler for SIGCHLD.";
  EXPECT_EQ(sigismember(&mask_now, SIGCHLD), 0) << "SIGCHLD was not blocked before.";
  std::signal(SIGCHLD, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

TEST(Output, AppearsOnce) {
  const int screen = dup(STDOUT_FILENO);
  const int file = memfd_create("printed", MFD_CLOEXEC);
  std::fflush(stdout);
  dup2(file, STDOUT_FILENO);
  std::printf("[before]");
  const Reports reports = reports_of({[] { return 1; }, [] { return 2; }});
  std::fflush(stdout);
  dup2(screen, STDOUT_FILENO);
  std::array<char, 1024> printed{};
  const ssize_t size = pread(file, printed.data(), printed.size(), 0);
  close(screen);
  close(file);
  EXPECT_EQ(std::string(printed.data(), size < 0 ? 0 : static_cast<std::size_t>(size)), "[before]")
      << "The text was still in a buffer when fork copied it, and a child printed its copy.";
  expect_endings(reports, {finished(1), finished(2)});
}

TEST(Child, DoesNotRunTheParentsExitHandlers) {
  static const bool registered = std::atexit([] {
                                   if (getpid() != the_caller) ++page.atexit_in_child;
                                 }) == 0;
  ASSERT_TRUE(registered);
  expect_endings(reports_of({[] { return 1; }}), {finished(1)});
  EXPECT_EQ(page.atexit_in_child, 0) << "The child must end with _exit, not with exit.";
}
