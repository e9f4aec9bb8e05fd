// Which tests there must be, read from the trusted test sources.
//
// The list that a program gives of itself is not believed: the answer is part of the program.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace threadlings {

// "Suite.Name" of every TEST and TEST_F, in order. Lines that are commented out do not count.
std::vector<std::string> tests_in(const std::string& source);

// Those of all test files of a lesson that are linked into its `test` and `tsan` programs.
std::vector<std::string> manifest_of(const std::filesystem::path& tests_folder);

}  // namespace threadlings
