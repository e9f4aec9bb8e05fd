#include "verify/report.hpp"

namespace threadlings::runner {

std::string_view name_of(Kind kind) {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return name;
  }
  return "?";
}

Counts& Counts::operator+=(const Counts& other) {
  passed += other.passed;
  failed += other.failed;
  skipped += other.skipped;
  return *this;
}

Counts VerifyReport::total() const {
  Counts sum;
  for (const auto& job : jobs) sum += job.counts;
  return sum;
}

bool VerifyReport::good() const {
  const auto sum = total();
  return sum.failed == 0 && sum.passed > 0;
}

std::string title_of(const JobReport& job) {
  auto text = job.lesson.empty() ? std::string("project") : job.lesson;
  text += " " + std::string(name_of(job.kind));
  if (job.name != name_of(job.kind)) text += " " + job.name;
  return job.phase.empty() ? text : text + " (" + job.phase + ")";
}

}  // namespace threadlings::runner
