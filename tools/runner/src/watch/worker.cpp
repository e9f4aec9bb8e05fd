#include "watch/worker.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <exception>
#include <mutex>
#include <utility>

#include "ask_judge.hpp"
#include "interrupt.hpp"
#include "process.hpp"

namespace threadlings::runner {
namespace {

void ring(int bell) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(bell, &one, sizeof one);
}

}  // namespace

// One job and its thread. `mutex_` guards `reports_` and `over_`.
class Worker::Run {
 public:
  Run(const Context& context, Job job, int bell)
      : context_(context), job_(std::move(job)), bell_(bell) {
    thread_ = std::jthread([this] { work(); });
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() {
    cancel();
    thread_.join();
    ::close(cancel_);
  }

  // Makes `cancel_` readable, for good.
  void cancel() {
    ring(cancel_);
    cancelled_ = true;
  }
  bool cancelled() const { return cancelled_; }

  bool over() {
    const std::lock_guard lock(mutex_);
    return over_;
  }

  std::vector<Report> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(reports_, {});
  }

 private:
  void work() {
    try {
      perform();
    } catch (const Cancelled&) {
    } catch (const Interrupted&) {
    } catch (const std::exception& error) {
      tell({Report::Kind::failed, {}, error.what()});
    }
    const std::lock_guard lock(mutex_);
    over_ = true;
    ring(bell_);
  }

  void perform() {
    if (job_.kind == Job::Kind::try_out) {
      const auto verdict = ask_judge(context_, {job_.lesson.key, "try", {}, {}}, {{}, {}, cancel_});
      return tell({Report::Kind::tried, {}, {}, verdict});
    }
    const Follower follower{[this](const Question& question) {
                              tell({Report::Kind::check_began, question.check});
                            },
                            [this](const Verdict& verdict) {
                              tell({Report::Kind::check_ended, verdict.check, {}, verdict});
                            },
                            cancel_};
    auto round = play_round(context_, job_.lesson, job_.part, follower);
    tell({Report::Kind::round_ended, {}, {}, {}, std::move(round)});
  }

  void tell(Report report) {
    const std::lock_guard lock(mutex_);
    reports_.push_back(std::move(report));
    ring(bell_);
  }

  const Context& context_;
  const Job job_;
  const int bell_;
  const int cancel_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  bool cancelled_ = false;  // of the screen's thread
  std::mutex mutex_;
  std::vector<Report> reports_;
  bool over_ = false;
  std::jthread thread_;  // last: it uses all of the above
};

Worker::Worker(const Context& context)
    : context_(context), bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Worker::~Worker() {
  run_.reset();
  ::close(bell_);
}

int Worker::descriptor() const {
  return bell_;
}

void Worker::begin(Job job) {
  run_ = std::make_unique<Run>(context_, std::move(job), bell_);
}

void Worker::start(Job job) {
  if (!run_) return begin(std::move(job));
  run_->cancel();
  next_ = std::move(job);
}

void Worker::stop() {
  if (run_) run_->cancel();
  next_.reset();
}

std::vector<Worker::Report> Worker::take() {
  std::uint64_t rung = 0;
  [[maybe_unused]] const auto count = ::read(bell_, &rung, sizeof rung);
  if (!run_) return {};
  const bool over = run_->over();  // before the reports, so that none is left behind
  auto reports = run_->take();
  if (run_->cancelled()) reports.clear();
  if (over) {
    run_.reset();  // its thread has nothing more to do
    if (next_) begin(*std::exchange(next_, std::nullopt));
  }
  return reports;
}

}  // namespace threadlings::runner
