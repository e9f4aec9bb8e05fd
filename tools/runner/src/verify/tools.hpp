// The tools' own tests, as one job of verify.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "verify/report.hpp"

namespace threadlings::runner {

// What ctest's last lines say: "100% tests passed, 0 tests failed out of 12". Nothing if they do
// not say it.
std::optional<Counts> counts_of_ctest(const std::string& output);

// The names of the tests that failed, then the last lines of what each has printed, from the output
// of `ctest --output-on-failure`.
std::vector<std::string> failures_of_ctest(const std::string& output);

}  // namespace threadlings::runner
