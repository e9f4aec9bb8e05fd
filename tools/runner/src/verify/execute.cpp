#include "verify/execute.hpp"

#include <time.h>

#include <chrono>
#include <exception>
#include <mutex>

#include "schedule.hpp"

namespace threadlings::runner {
namespace {

using Clock = std::chrono::steady_clock;

// Of the calling thread: what a job does in the runner itself.
double cpu_seconds_of_thread() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

RunResult run_or_fail(const Job& job) {
  try {
    return job.run();
  } catch (const std::exception& error) {  // Interrupted is none: it must come out
    return {kFailed, {}, error.what(), {}, {}, {}};
  }
}

RunResult run_once(const Job& job) {
  const double before = cpu_seconds_of_thread();
  auto result = run_or_fail(job);
  result.cpu_seconds += cpu_seconds_of_thread() - before;
  return result;
}

bool tells_more(const RunResult& result, const Counts& so_far) {
  if (result.counts.failed > 0) return so_far.failed == 0;
  return result.counts.skipped > 0 && so_far.failed == 0 && so_far.skipped == 0;
}

// `mutex_` guards the reports and the numbers; jobs run outside it.
class Gathering {
 public:
  Gathering(const std::vector<Job>& jobs, const Observer& observer) : observer_(observer) {
    for (const auto& job : jobs) {
      all_ += job.repeat;
      JobReport report;
      report.lesson = job.lesson;
      report.kind = job.kind;
      report.name = job.name;
      report.phase = job.phase;
      report.check = job.check;
      reports_.push_back(std::move(report));
    }
  }

  void run(const Job& job, std::size_t index) {
    const auto started = Clock::now();
    auto result = run_once(job);
    const double seconds = std::chrono::duration<double>(Clock::now() - started).count();
    const std::lock_guard lock(mutex_);
    reports_[index].seconds += seconds;
    note(reports_[index], std::move(result));
    ++done_;
    if (observer_) observer_(done_, all_, failed_, job);
  }

  std::vector<JobReport> take() { return std::move(reports_); }

 private:
  void note(JobReport& report, RunResult result) {
    const bool telling = tells_more(result, report.counts);
    report.counts += result.counts;
    report.cpu_seconds += result.cpu_seconds;
    failed_ += result.counts.failed;
    if (!result.seen.empty()) ++report.seen[result.seen];
    if (report.notes.empty()) report.notes = result.notes;
    if (telling) report.first_failure = std::move(result);
  }

  const Observer& observer_;
  std::mutex mutex_;
  std::vector<JobReport> reports_;
  int done_ = 0;
  int all_ = 0;
  int failed_ = 0;
};

}  // namespace

std::vector<JobReport> execute(const std::vector<Job>& jobs, unsigned width,
                               const Observer& observer) {
  Gathering gathering(jobs, observer);
  std::vector<Task> tasks;
  for (std::size_t index = 0; index < jobs.size(); ++index) {
    const auto run = [&, index] { gathering.run(jobs[index], index); };
    tasks.insert(tasks.end(), static_cast<std::size_t>(jobs[index].repeat),
                 Task{run, jobs[index].alone});
  }
  run_tasks(tasks, width);
  return gathering.take();
}

}  // namespace threadlings::runner
