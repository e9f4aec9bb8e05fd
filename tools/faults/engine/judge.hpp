// What a run means.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fault.hpp"
#include "record.hpp"
#include "threadlings/faults.hpp"

namespace threadlings::faulting {

struct Finding {
  FaultVerdict verdict = FaultVerdict::pass;
  std::string message;
  std::size_t culprit = kNone;  // a call
};

// What a whole program prints without a fault.
struct Expected {
  std::vector<std::string> lines;              // sorted
  std::size_t left_open = 0;                   // descriptors, at its end
  std::set<std::vector<std::uint64_t>> waits;  // places that wait for one certain child
  std::size_t processes = 0;
};

// `expected` only for whole programs whose output is the same each time.
Finding judge(const Record& record, const Fault& fault, bool whole_program,
              const Expected* expected);
std::optional<Finding> came_back(const Record& record);  // in a whole program
// Descriptors that are lost where something failed, and the program goes on.
std::optional<Finding> lost_descriptors(const Record& record, const Fault& fault,
                                        const Expected& expected);
Finding judge_program_end(const Record& record, const Fault& fault, const Expected* expected);
Expected expected_from(const Record& base);
std::vector<std::string> lines_in_order(const std::string& text);

}  // namespace threadlings::faulting
