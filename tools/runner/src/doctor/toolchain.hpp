// The compiler that CMake configured, as the build wrote it down for us.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace threadlings::runner {

struct Toolchain {
  std::string cxx;          // "/usr/bin/g++"
  std::string cc;           // "/usr/bin/gcc", the C compiler that belongs to it; may be empty
  std::string compiler_id;  // "GNU", "Clang"
  std::vector<std::string> explore_flags;      // for code that is to be explored; may be empty
  std::vector<std::string> explore_libraries;  // and what it is linked with
};

// Nothing if the file is missing or is not what it should be.
std::optional<Toolchain> read_toolchain(const std::filesystem::path& file);

}  // namespace threadlings::runner
