#include "open_files.hpp"

#include <filesystem>
#include <sstream>
#include <system_error>

namespace fs = std::filesystem;

std::set<std::string> open_files() {
  std::set<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd", error)) {
    files.insert(fs::read_symlink(entry.path(), error).string());
  }
  return files;
}

std::string new_files(const std::string& list, const std::set<std::string>& known) {
  std::istringstream lines{list};
  std::string found;
  for (std::string line; std::getline(lines, line);) {
    const auto arrow = line.find(" -> ");
    if (arrow == std::string::npos) continue;
    const auto space = line.rfind(' ', arrow - 1);
    const std::string number = line.substr(space + 1, arrow - space - 1);
    const std::string file = line.substr(arrow + 4);
    if (std::stoi(number) <= 2 || file.starts_with("/proc/") || known.contains(file)) continue;
    found += (found.empty() ? "" : ", ") + number + " (" + file + ")";
  }
  return found;
}
