// The same few jobs again and again, and each time something else goes wrong.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <vector>

#include "jobs.hpp"
#include "threadlings/faults.hpp"
#include "words.hpp"

namespace {

struct Job {
  Work work;
  Ending ending;  // as planned
};

int end_by(int signal) {
  std::signal(signal, SIG_DFL);
  raise(signal);
  return 255;
}

const std::vector<Job> kJobs{
    {[] { return 0; }, {Ending::finished, 0}},
    {[] { return 3; }, {Ending::finished, 3}},
    {[] { return end_by(SIGTERM); }, {Ending::killed, SIGTERM}},
};

// A job may have been killed from outside. Then it must be reported as killed, and the rest as
// usual.
void run_and_check(const std::vector<Job>& planned) {
  std::vector<Work> jobs;
  for (const Job& job : planned) jobs.push_back(job.work);
  std::vector<int> times(planned.size());
  bool one_was_killed = false;
  run_jobs(jobs, [&](std::size_t job, Ending ending) {
    ASSERT_LT(job, planned.size()) << "There is no such job.";
    ++times[job];
    if (ending == Ending{Ending::killed, SIGKILL}) {
      one_was_killed = true;
      return;
    }
    EXPECT_EQ(ending, planned[job].ending) << "That is how job " << job << " ended.";
  });
  for (std::size_t job = 0; job != planned.size(); ++job) {
    EXPECT_EQ(times[job], 1) << "So often job " << job
                             << " must be reported, unless run_jobs throws.";
  }
  if (one_was_killed) threadlings::gave_up("a job was killed, and was reported so");
}

}  // namespace

TEST(Jobs, AreReportedWhateverFails) {
  threadlings::faults([] { run_and_check(kJobs); });
}

// The jobs are still running when something fails: they nap for a time of the run's own clock,
// which goes on only when everybody waits. So their caller always comes first.
TEST(Jobs, ThatTakeTheirTimeAreReportedWhateverFails) {
  static const auto after_a_nap = [](int code) {
    usleep(1000);
    return code;
  };
  threadlings::faults([] {
    run_and_check({{[] { return after_a_nap(4); }, {Ending::finished, 4}},
                   {[] { return after_a_nap(5); }, {Ending::finished, 5}}});
  });
}

TEST(OtherChildren, StayWhateverFails) {
  threadlings::faults([] {
    const pid_t stranger = fork();
    if (stranger < 0) throw std::runtime_error{"there is no other child this time"};
    if (stranger == 0) _exit(7);
    const auto collect = [=] {
      int status = 0;
      pid_t ended = -1;
      while ((ended = waitpid(stranger, &status, 0)) < 0 && errno == EINTR) {
      }
      EXPECT_EQ(ended, stranger) << "Somebody else has waited for the caller's other child.";
      return status;
    };
    try {
      run_and_check({kJobs[1], kJobs[0]});
    } catch (...) {
      collect();
      throw;
    }
    const int status = collect();
    if (!WIFEXITED(status)) threadlings::gave_up("the other child was killed");
    EXPECT_EQ(WEXITSTATUS(status), 7);
  });
}
