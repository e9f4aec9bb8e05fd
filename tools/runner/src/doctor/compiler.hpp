// The compiler: is it there, was Threadlings ever tried with it, and can what it makes be explored?
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "context.hpp"
#include "doctor/finding.hpp"
#include "doctor/toolchain.hpp"

namespace threadlings::runner {

struct TriedCompiler {
  std::string family;  // "g++", "clang++"
  int major = 0;

  friend auto operator<=>(const TriedCompiler&, const TriedCompiler&) = default;
};

// Those with which the explorer's own tests passed, each once, in order. Nothing if the file cannot
// be read: then nobody knows. (tools/launcher/bare_machine.sh writes it; its second line names the
// columns.)
std::vector<TriedCompiler> read_tried_compilers(const std::filesystem::path& file);

Finding examine_compiler(const Toolchain& toolchain, const std::vector<TriedCompiler>& tried);

// Builds a small correct program for the explorer, and explores it.
Finding examine_explorer(const Context& context, const std::filesystem::path& folder);

}  // namespace threadlings::runner
