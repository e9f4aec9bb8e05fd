// caught by: test (wrong)
#include "jobs.hpp"

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  for (std::size_t job = 0; job != jobs.size(); ++job) {
    int code = 1;
    try {
      code = jobs[job]();
    } catch (...) {
    }
    report(job, {Ending::finished, code});
  }
}
