#include "toolchain.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace threadlings {
namespace {

// CMake writes lists with semicolons; a directory may stand in it twice.
std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream input(text);
  std::string part;
  while (std::getline(input, part, ';')) {
    if (!part.empty() && part != "/usr/include") parts.push_back(part);
  }
  return parts;
}

}  // namespace

Toolchain load_toolchain(const std::filesystem::path& work_dir) {
  const auto path = work_dir / "toolchain.json";
  std::ifstream file(path);
  if (!file) {
    throw EnvironmentError("cannot read " + path.string() +
                           ": set the build up with ./threadlings");
  }
  try {
    const auto json = nlohmann::json::parse(file);
    Toolchain chain;
    chain.root = json.at("root").get<std::string>();
    chain.harness = chain.root / "tools" / "judge" / "harness";
    chain.work_dir = work_dir;
    chain.cxx = json.at("cxx");
    chain.compiler_id = json.at("compiler_id");
    chain.ninja = json.at("ninja");
    chain.nm = json.at("nm");
    chain.addr2line = json.at("addr2line");
    chain.linker = json.at("linker");
    chain.include_dirs = split_list(json.at("include_dirs"));
    chain.gtest = json.at("gtest");
    chain.benchmark = json.at("benchmark");
    chain.own_libraries["explore"] = {json.at("explorer"), json.at("explorer_headers")};
    chain.own_libraries["faults"] = {json.at("fault_explorer"), json.at("fault_explorer_headers")};
    json.at("flags").get_to(chain.flags);
    json.at("link_flags").get_to(chain.link_flags);
    return chain;
  } catch (const nlohmann::json::exception& error) {
    throw EnvironmentError(path.string() + " is damaged (" + error.what() +
                           "): delete the build folder and run ./threadlings");
  }
}

}  // namespace threadlings
