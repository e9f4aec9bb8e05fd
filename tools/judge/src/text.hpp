// Small helpers for text and files that the judge's parts share.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace threadlings {

// Empty if there is nothing to read. A file below /proc may vanish between being opened and being
// read, when its process ends, and then the stream throws.
inline std::string read_file(const std::filesystem::path& path) try {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
} catch (const std::ios_base::failure&) {
  return {};
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream input(text);
  std::string line;
  while (std::getline(input, line)) lines.push_back(line);
  return lines;
}

// `path` as seen from `root`, if it lies below it.
inline std::string below(const std::filesystem::path& root, const std::string& path) {
  const std::string prefix = root.string() + "/";
  return path.starts_with(prefix) ? path.substr(prefix.size()) : path;
}

// The same strings for execve(2). They must outlive the result.
inline std::vector<char*> c_strings(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace threadlings
