// Asks the judge beside the screen, one job at a time.
//
// Purpose:        a job runs in a thread of its own; what comes of it waits here until the screen's
//                 thread takes it. A newer job ends the one that runs.
// Thread safety:  all functions are for one thread, which polls `descriptor`.
// Guarantees:     never waits in `start`; the end of a running job is awaited in the destructor
//                 only. After `start` nothing is reported of an earlier job.
// Errors:         none come out; they are reported.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "context.hpp"
#include "round.hpp"

namespace threadlings::runner {

class Worker {
 public:
  struct Job {
    enum class Kind { round, try_out };
    Kind kind = Kind::round;
    Lesson lesson;
    Part part = {};  // of a round
  };

  struct Report {
    enum class Kind {
      check_began,  // `check`
      check_ended,  // `verdict`
      round_ended,  // `round`
      tried,        // `verdict`: of the small program
      failed,       // `trouble`: no verdict will come
    };
    Kind kind;
    std::string check = {};
    std::string trouble = {};
    std::optional<Verdict> verdict = {};
    std::optional<Round> round = {};
  };

  explicit Worker(const Context& context);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  void start(Job job);
  void stop();

  int descriptor() const;  // readable when `take` has something to do
  std::vector<Report> take();

 private:
  class Run;

  void begin(Job job);

  const Context context_;
  std::unique_ptr<Run> run_;
  std::optional<Job> next_;  // waits for the end of `run_`
  int bell_ = -1;            // an eventfd, rung by the run's threads
};

}  // namespace threadlings::runner
