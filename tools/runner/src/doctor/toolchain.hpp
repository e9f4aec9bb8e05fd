// The compiler that CMake configured, as the build wrote it down for us.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace threadlings::runner {

struct Toolchain {
  std::string cxx;          // "/usr/bin/g++"
  std::string compiler_id;  // "GNU", "Clang"
};

// Nothing if the file is missing or is not what it should be.
std::optional<Toolchain> read_toolchain(const std::filesystem::path& file);

}  // namespace threadlings::runner
