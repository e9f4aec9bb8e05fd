#include "source.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "../runtime/symbols.hpp"

namespace threadlings::explorer {

namespace {

// Kept for the life of the process: the next report asks for much the same.
STATE std::map<const void*, Line>* known;

// The explorer's own sources, wherever they were compiled; its tests are no part of it.
bool is_own(const std::string& file) {
  const std::string self = __FILE__;
  const std::string root = self.substr(0, self.rfind("report/"));
  return !root.empty() && file.rfind(root, 0) == 0 && file.rfind(root + "tests/", 0) != 0;
}

bool is_library(const std::string& file) {
  return is_own(file) || file.rfind("/usr/", 0) == 0 || file.find("/gtest/") != file.npos ||
         file.find("/threadlings/explore.hpp") != file.npos;
}

}  // namespace

// addr2line comes with the linker that made the program (llvm's has the same name and options).
void Source::look_up(const std::vector<const void*>& pcs) {
  if (!known) known = new std::map<const void*, Line>;
  std::set<const void*> wanted;
  for (const void* pc : pcs)
    if (pc && known->emplace(pc, Line{}).second) wanted.insert(pc);
  std::vector<const void*> list(wanted.begin(), wanted.end());
  for (std::size_t from = 0; from < list.size(); from += 2'000) {
    std::string command = "addr2line -a -i -e " + report::shell_word(report::program_path());
    const std::size_t end = std::min(list.size(), from + 2'000);
    for (std::size_t i = from; i < end; ++i) {
      char text[24];
      // A return address belongs to the call before it.
      std::snprintf(text, sizeof text, " %zx",
                    reinterpret_cast<std::uintptr_t>(list[i]) - load_address() - 1);
      command += text;
    }
    FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
    if (!pipe) return;
    char buffer[8192];
    // For each address a line with the address, then one for each function inlined there.
    for (std::size_t next = from; fgets(buffer, sizeof buffer, pipe);) {
      std::string text = buffer;
      if (text.rfind("0x", 0) == 0) {
        ++next;
        continue;
      }
      auto colon = text.rfind(':');
      int number = colon == text.npos ? 0 : std::atoi(text.c_str() + colon + 1);
      if (number <= 0 || text[0] == '?' || next == from || next > end) continue;
      std::string file = text.substr(0, colon);
      Line& line = (*known)[list[next - 1]];
      if (line && !is_library(line.file)) continue;
      Line found = is_library(file) ? Line{file, number, ""} : report::read_line(file, number);
      if (found) line = found;
    }
    pclose(pipe);
  }
}

Line Source::line_of(const Stack& stack) const {
  for (const void* pc : stack) {
    auto found = known->find(pc);
    if (found != known->end() && found->second && !is_library(found->second.file))
      return found->second;
  }
  return {};
}

std::string Source::full_path(const std::string& file) const {
  if (file.empty() || file[0] == '/') return file;
  const std::string ending = "/" + file;
  for (const auto& [pc, line] : *known) {
    const std::string& path = line.file;
    if (path.size() > ending.size() &&
        path.compare(path.size() - ending.size(), ending.size(), ending) == 0)
      return path;
  }
  return file;
}

}  // namespace threadlings::explorer
