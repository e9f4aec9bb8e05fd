#include "doctor/toolchain.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

namespace threadlings::runner {

std::optional<Toolchain> read_toolchain(const std::filesystem::path& file) {
  std::ifstream stream(file);
  const auto value = nlohmann::json::parse(stream, nullptr, false);
  if (!value.is_object() || !value.contains("cxx") || !value["cxx"].is_string()) {
    return std::nullopt;
  }
  Toolchain toolchain{value["cxx"].get<std::string>(), {}};
  const auto id = value.find("compiler_id");
  if (id != value.end() && id->is_string()) toolchain.compiler_id = id->get<std::string>();
  return toolchain;
}

}  // namespace threadlings::runner
