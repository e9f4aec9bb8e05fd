#include "manifest.hpp"

#include <algorithm>
#include <regex>

#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

std::string without_comments(const std::string& source) {
  static const std::regex kComments(R"(//[^\n]*|/\*[\s\S]*?\*/)");
  return std::regex_replace(source, kComments, "");
}

}  // namespace

std::vector<std::string> tests_in(const std::string& source) {
  static const std::regex kTest(R"((?:^|\n)\s*TEST(?:_F)?\s*\(\s*(\w+)\s*,\s*(\w+)\s*\))");
  const std::string code = without_comments(source);
  std::vector<std::string> names;
  for (std::sregex_iterator it(code.begin(), code.end(), kTest), end; it != end; ++it) {
    names.push_back((*it)[1].str() + "." + (*it)[2].str());
  }
  return names;
}

std::vector<std::string> manifest_of(const fs::path& tests_folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(tests_folder)) {
    const fs::path& file = entry.path();
    const bool other_check = file.stem() == "interleavings" || file.stem() == "faults";
    if (file.extension() == ".cpp" && !other_check) files.push_back(file);
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> names;
  for (const fs::path& file : files) {
    for (std::string& name : tests_in(read_file(file))) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace threadlings
