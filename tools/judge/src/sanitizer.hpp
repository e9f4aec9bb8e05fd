// Reads the reports of the sanitizers.
//
// Purpose:        a race is recognised by its report, never by an exit status: ThreadSanitizer's
//                 66 is also what it gives when it cannot even start.
// Thread safety:  plain functions.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "threadlings/judge/verdict.hpp"
#include "toolchain.hpp"

namespace threadlings {

struct Report {
  Outcome outcome = Outcome::memory;
  std::string kind;               // the sanitizer's own words: "data race", "heap-use-after-free"
  std::string what;               // in the learner's words
  std::vector<Place> places;      // in the project's files
  std::vector<std::string> text;  // the report itself, without what only its authors need
};

// All reports in `text`. `program` is asked for lines that the sanitizer could not name itself.
std::vector<Report> read_reports(const std::string& text, const Toolchain& chain,
                                 const std::filesystem::path& program);

// Whether the sanitizer says that it cannot work here, and what would mend it.
std::optional<std::string> cannot_work(const std::string& text);

}  // namespace threadlings
