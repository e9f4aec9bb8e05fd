// The compiler that CMake configured, as the build wrote it down for us.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace threadlings::runner {

// How code is built that one of the project's own libraries is to run, main and all.
struct ProgramBuild {
  std::vector<std::string> flags;      // may be empty
  std::vector<std::string> libraries;  // first the one that wraps main

  bool known() const { return !flags.empty() && libraries.size() == 2; }
};

struct Toolchain {
  std::string cxx;          // "/usr/bin/g++"
  std::string cc;           // "/usr/bin/gcc", the C compiler that belongs to it; may be empty
  std::string compiler_id;  // "GNU", "Clang"
  ProgramBuild explore;     // for the explorer
  ProgramBuild faults;      // for the fault explorer
};

// Nothing if the file is missing or is not what it should be.
std::optional<Toolchain> read_toolchain(const std::filesystem::path& file);

}  // namespace threadlings::runner
