// The runner's answers for programs: each function gives one line of JSON, without newline.
//
// Thread safety:  pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "doctor/finding.hpp"
#include "progress.hpp"
#include "round.hpp"
#include "verify/matrix.hpp"
#include "verify/report.hpp"

namespace threadlings::runner {

std::string round_to_json(const Round& round, const std::optional<Lesson>& next);
std::string verdict_to_json(const Verdict& verdict);
std::string all_done_to_json(const std::vector<Lesson>& lessons);
std::string list_to_json(const std::vector<Lesson>& lessons, const Progress& progress);
std::string report_to_json(const VerifyReport& report);
// All lessons' tables, and the sentences of problems_in() about them.
std::string matrices_to_json(const std::vector<Matrix>& matrices,
                             const std::vector<std::string>& problems);
std::string findings_to_json(const std::vector<Finding>& findings);
std::string error_to_json(const std::string& line);

}  // namespace threadlings::runner
