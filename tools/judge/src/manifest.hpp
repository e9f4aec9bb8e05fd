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

// The C++ files of a lesson's tests that are linked into the program of one check: the file which
// is the check's own (behaviour.cpp, interleavings.cpp, faults.cpp) and those that all checks
// share. Sorted.
std::vector<std::filesystem::path> sources_of(const std::filesystem::path& tests_folder,
                                              const std::string& check);

// The tests of all these files.
std::vector<std::string> manifest_of(const std::filesystem::path& tests_folder,
                                     const std::string& check);

}  // namespace threadlings
