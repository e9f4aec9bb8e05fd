#include "manifest.hpp"

#include <algorithm>

#include "pattern.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

// Line comments and block comments that fill their lines: what people use to switch a test off.
std::string without_comments(const std::string& source) {
  std::string code;
  bool in_block = false;
  for (const std::string& line : lines_of(source)) {
    const auto text = line.find_first_not_of(" \t");
    const std::string trimmed = text == std::string::npos ? "" : line.substr(text);
    if (trimmed.starts_with("/*")) in_block = true;
    if (!in_block && !trimmed.starts_with("//")) code += line + "\n";
    if (line.find("*/") != std::string::npos) in_block = false;
  }
  return code;
}

// Without its ending: the test file that makes a check be there. See CONTRIBUTING.md.
std::string own_file(const std::string& check) {
  if (check == "explore") return "interleavings";
  return check == "faults" ? "faults" : "behaviour";
}

bool belongs_to_one_check(const fs::path& stem) {
  return stem == "behaviour" || stem == "interleavings" || stem == "faults";
}

}  // namespace

std::vector<std::string> tests_in(const std::string& source) {
  static const Pattern kTest(R"((?:^|\n)\s*TEST(?:_F)?\s*\(\s*(\w+)\s*,\s*(\w+)\s*\))");
  const std::string code = without_comments(source);
  std::vector<std::string> names;
  for (const Match& test : kTest.all_in(code)) names.push_back(test[1] + "." + test[2]);
  return names;
}

std::vector<fs::path> sources_of(const fs::path& tests_folder, const std::string& check) {
  const std::string own = own_file(check);
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(tests_folder)) {
    const fs::path& file = entry.path();
    if (file.extension() != ".cpp") continue;
    if (file.stem() == own || !belongs_to_one_check(file.stem())) files.push_back(file);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> manifest_of(const fs::path& tests_folder, const std::string& check) {
  std::vector<std::string> names;
  for (const fs::path& file : sources_of(tests_folder, check)) {
    for (std::string& name : tests_in(read_file(file))) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace threadlings
