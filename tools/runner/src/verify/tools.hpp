// The tools' own tests, as one job of verify.
#pragma once

#include <optional>
#include <string>

#include "verify/report.hpp"

namespace threadlings::runner {

// What ctest's last lines say: "100% tests passed, 0 tests failed out of 12". Nothing if they do
// not say it.
std::optional<Counts> counts_of_ctest(const std::string& output);

}  // namespace threadlings::runner
