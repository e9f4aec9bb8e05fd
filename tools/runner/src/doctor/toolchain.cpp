#include "doctor/toolchain.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

namespace threadlings::runner {
namespace {

// What is missing or of another type is left out: this file is checked where it matters.
ProgramBuild read_program_build(const nlohmann::json& value, const std::string& check,
                                const std::string& library) {
  ProgramBuild build;
  const auto flags = value.find("flags");
  if (flags != value.end() && flags->is_object()) {
    for (const auto& flag : flags->value(check, nlohmann::json::array())) {
      if (flag.is_string()) build.flags.push_back(flag.get<std::string>());
    }
  }
  for (const auto& name : {library + "_of_programs", library}) {
    const auto path = value.find(name);
    if (path == value.end() || !path->is_string()) continue;
    build.libraries.push_back(path->get<std::string>());
  }
  return build;
}

}  // namespace

std::optional<Toolchain> read_toolchain(const std::filesystem::path& file) {
  std::ifstream stream(file);
  const auto value = nlohmann::json::parse(stream, nullptr, false);
  if (!value.is_object() || !value.contains("cxx") || !value["cxx"].is_string()) {
    return std::nullopt;
  }
  Toolchain toolchain;
  toolchain.cxx = value["cxx"].get<std::string>();
  const auto cc = value.find("cc");
  if (cc != value.end() && cc->is_string()) toolchain.cc = cc->get<std::string>();
  const auto id = value.find("compiler_id");
  if (id != value.end() && id->is_string()) toolchain.compiler_id = id->get<std::string>();
  toolchain.explore = read_program_build(value, "explore", "explorer");
  toolchain.faults = read_program_build(value, "faults", "fault_explorer");
  return toolchain;
}

}  // namespace threadlings::runner
