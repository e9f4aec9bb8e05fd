// Do the sanitizers see what they must see, and nothing else?
#pragma once

#include <filesystem>
#include <string>

#include "doctor/finding.hpp"
#include "process.hpp"

namespace threadlings::runner {

// A real race must be reported, and its repaired twin must pass.
Finding examine_thread_sanitizer(const std::string& cxx, const std::filesystem::path& folder);

// A use after free must be reported, and its repaired twin must pass.
Finding examine_address_sanitizer(const std::string& cxx, const std::filesystem::path& folder);

// ThreadSanitizer cannot place its memory under the kernel's randomisation of addresses.
bool is_mapping_trouble(const std::string& output);

}  // namespace threadlings::runner
