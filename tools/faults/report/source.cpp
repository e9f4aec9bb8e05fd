#include "source.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "../trace/code.hpp"

namespace threadlings::faulting {

namespace {

// The explorer's own sources, wherever they were compiled; its tests are no part of it.
bool is_own(const std::string& file) {
  const std::string self = __FILE__;
  const std::string root = self.substr(0, self.rfind("report/"));
  return !root.empty() && file.rfind(root, 0) == 0 && file.rfind(root + "tests/", 0) != 0;
}

bool is_library(const std::string& file) {
  return is_own(file) || file.rfind("/usr/", 0) == 0 || file.find("/gtest/") != file.npos ||
         file.find("/threadlings/faults.hpp") != file.npos;
}

std::string program_path() {
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  return length > 0 ? std::string(path, static_cast<std::size_t>(length)) : "";
}

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

Line read_line(const std::string& file, int number) {
  Line line{file, number, ""};
  std::ifstream stream(file);
  std::string text;
  for (int i = 0; i < number && std::getline(stream, text); ++i) line.text = trimmed(text);
  return line;
}

// addr2line tells for each address a line with the address, then one for each function inlined
// there.
std::map<std::uint64_t, Line> look_up(const std::set<std::uint64_t>& addresses) {
  std::map<std::uint64_t, Line> found;
  std::string command = "addr2line -a -i -e " + quoted(program_path());
  for (std::uint64_t address : addresses) {
    char text[24];
    // A return address belongs to the call before it.
    std::snprintf(text, sizeof text, " %llx",
                  static_cast<unsigned long long>(address - load_address() - 1));
    command += text;
  }
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "re");
  if (!pipe) return found;
  char buffer[8192];
  auto next = addresses.begin(), now = addresses.end();
  while (fgets(buffer, sizeof buffer, pipe)) {
    const std::string text = buffer;
    if (text.rfind("0x", 0) == 0) {
      if (next != addresses.end()) now = next++;
      continue;
    }
    const auto colon = text.rfind(':');
    const int number = colon == text.npos ? 0 : std::atoi(text.c_str() + colon + 1);
    if (number <= 0 || text[0] == '?' || now == addresses.end()) continue;
    const std::string file = text.substr(0, colon);
    if (!found.count(*now) && !is_library(file)) found[*now] = read_line(file, number);
  }
  pclose(pipe);
  return found;
}

}  // namespace

std::string Line::place() const {
  const auto slash = file.rfind('/');
  return (slash == file.npos ? file : file.substr(slash + 1)) + ":" + std::to_string(number);
}

std::vector<Line> lines_of(const Record& record) {
  std::set<std::uint64_t> wanted;
  for (const Call& call : record.calls)
    if (call.index) wanted.insert(call.stack.begin(), call.stack.end());
  std::vector<Line> lines(record.calls.size());
  if (wanted.empty()) return lines;
  const auto found = look_up(wanted);
  for (std::size_t i = 0; i < record.calls.size(); ++i)
    for (std::uint64_t address : record.calls[i].stack) {
      auto line = found.find(address);
      if (line == found.end()) continue;
      lines[i] = line->second;
      break;
    }
  return lines;
}

}  // namespace threadlings::faulting
