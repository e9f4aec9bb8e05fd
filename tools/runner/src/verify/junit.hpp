// The report of verify, for machines that read JUnit XML.
#pragma once

#include <string>

#include "verify/report.hpp"

namespace threadlings::runner {

// A test suite per lesson (and one for the project), a test case per job.
std::string to_junit(const VerifyReport& report);

}  // namespace threadlings::runner
