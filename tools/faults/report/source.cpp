#include "source.hpp"

#include <cstdio>
#include <cstdlib>
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

// addr2line tells for each address a line with the address, then one for each function inlined
// there.
std::map<std::uint64_t, Line> look_up(const std::set<std::uint64_t>& addresses) {
  std::map<std::uint64_t, Line> found;
  std::string command = "addr2line -a -i -e " + report::shell_word(report::program_path());
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
    if (found.count(*now) || is_library(file)) continue;
    if (const Line line = report::read_line(file, number)) found[*now] = line;
  }
  pclose(pipe);
  return found;
}

}  // namespace

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
