// Where everything is: the project, the judge, the build folder.
//
// Purpose:        found once at the start and handed to every command.
// Thread safety:  a plain value.
// Errors:         `find_root` throws UsageError.
#pragma once

#include <filesystem>
#include <string>

#include "terminal.hpp"

namespace threadlings::runner {

struct Context {
  std::filesystem::path root;      // of the project
  std::filesystem::path programs;  // the folder of this executable and of the judge
  Terminal terminal = Terminal(false, false, 80);
  bool json = false;

  std::filesystem::path judge() const { return programs / "judge"; }
  std::filesystem::path build() const { return programs.parent_path(); }
  std::filesystem::path toolchain() const { return build() / "judge" / "toolchain.json"; }
};

// `asked` (from --root) if not empty; else the nearest parent of the current folder that holds
// lessons/ and CMakeLists.txt; else what the launcher left in THREADLINGS_ROOT.
std::filesystem::path find_root(const std::string& asked);

// The folder of the running executable.
std::filesystem::path program_folder();

}  // namespace threadlings::runner
