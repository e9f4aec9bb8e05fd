// What all lessons share of a check, built before any of them is verified.
//
// Purpose:        so that no lesson pays for the precompiled headers and the harness, and to
// measure
//                 the unit in which the cost of lessons is told.
// Errors:         throws `Interrupted`. A judge that cannot do it gives no unit; what is wrong with
//                 it shows in the verdicts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.hpp"
#include "threadlings/judge/lesson.hpp"
#include "verify/report.hpp"

namespace threadlings::runner {

// All checks that any of `lessons` has; and "explore", whose header is the unit. Notes into
// `report` what that took, and the unit.
void prepare_checks(const Context& context, const std::vector<Lesson>& lessons,
                    VerifyReport& report);

// `header_seconds` of what `judge --unit --json` prints; nothing if it is not that.
std::optional<double> header_seconds_in(const std::string& json, const std::string& check);

}  // namespace threadlings::runner
