// The report of verify, for people.
//
// Thread safety:  pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "terminal.hpp"
#include "verify/report.hpp"

namespace threadlings::runner {

// What show_failures() shows of what a job says: its first lines.
constexpr std::size_t kDetailLines = 60;

// Lesson by kind, "passed/all" in each cell.
std::string show_table(const Terminal& terminal, const VerifyReport& report);

// Each job that did not pass, why, and its command; then the notes.
std::string show_failures(const Terminal& terminal, const VerifyReport& report);

// How often each verdict came, for each job and phase; for --stress.
std::string show_verdict_counts(const VerifyReport& report);

// "12 passed, 1 failed", and ", 2 skipped" if there are any. The last line of all.
std::string show_sum(const VerifyReport& report);

}  // namespace threadlings::runner
