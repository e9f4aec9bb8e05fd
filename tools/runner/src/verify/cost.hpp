// What verifying costs, in processor time.
//
// Purpose:        lessons are many and time is not: each has a bound, told in units that hold on
// any
//                 machine. One unit (u) is the processor time of compiling an empty file with
//                 GoogleTest's header, measured in the same run.
// Guarantees:     counted is what the judge, the tools' tests and all their children used that were
//                 waited for (wait4), in user and kernel mode. Processes that nobody waits for,
//                 such as children of a program that ignores SIGCHLD, are missing. What was built
//                 before the run is not counted.
// Thread safety:  pure functions.
#pragma once

#include <string>
#include <vector>

#include "verify/report.hpp"

namespace threadlings::runner {

struct Cost {
  std::string name;
  double cpu_seconds = 0;
};

struct Costs {
  double unit_seconds = 0;    // 0: not measured
  std::vector<Cost> lessons;  // in the order of the report
  std::vector<Cost> checks;   // of all lessons; what no check did is not here
  std::vector<Cost> dearest;  // single jobs, the dearest first
  double tools = 0;           // the build of the tools' tests, and their run
  double shared = 0;          // precompiled headers and harness of all checks

  double units(double cpu_seconds) const;  // 0 if there is no unit
};

inline constexpr std::size_t kDearest = 10;

Costs costs_of(const VerifyReport& report);

// Several lines for people. Empty if nothing was counted.
std::string show_costs(const Costs& costs);

// What to say if a lesson costs more than `most` units, or if that cannot be told; else nothing.
// 0: no bound.
std::string too_dear(const Costs& costs, const Cost& lesson, double most);

}  // namespace threadlings::runner
