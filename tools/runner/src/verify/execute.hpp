// Runs jobs over the cores and gathers what came of them.
//
// Thread safety:  `execute` uses threads itself; call it from one.
// Guarantees:     one report per job, in the order of the jobs; each run of each job is counted
//                 once. A job that throws (but for `Interrupted`) has failed.
#pragma once

#include <functional>
#include <vector>

#include "verify/report.hpp"

namespace threadlings::runner {

// Told after each run, one call at a time: how many runs are done, how many there are, how many
// failed, and the job that was run.
using Observer = std::function<void(int done, int all, int failed, const Job& job)>;

std::vector<JobReport> execute(const std::vector<Job>& jobs, unsigned width,
                               const Observer& observer);

}  // namespace threadlings::runner
