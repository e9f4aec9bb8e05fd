#include "processes.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

// The fields of /proc/PID/stat behind the name, which may itself hold spaces and parentheses.
struct Stat {
  std::string name;
  std::vector<std::string> fields;  // fields[0] is field 3 of proc(5), the state
};

Stat read_stat(const fs::path& file) {
  Stat stat;
  const std::string text = read_file(file);
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos) return stat;
  stat.name = text.substr(open + 1, close - open - 1);
  std::istringstream input(text.substr(close + 1));
  std::string field;
  while (input >> field) stat.fields.push_back(field);
  return stat;
}

bool is_number(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool read_process(pid_t id, ProcessState& process) {
  const Stat stat = read_stat("/proc/" + std::to_string(id) + "/stat");
  if (stat.fields.size() < 22) return false;
  const auto field = [&](std::size_t number) { return stat.fields[number - 3]; };
  process.id = id;
  process.name = stat.name;
  process.state = field(3)[0];
  process.parent = std::stoi(field(4));
  process.group = std::stoi(field(5));
  double ticks = 0;
  for (std::size_t number = 14; number <= 17; ++number) ticks += std::stod(field(number));
  process.cpu_seconds = ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto pages = static_cast<std::size_t>(std::max(0LL, std::stoll(field(24))));
  process.memory_bytes = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return true;
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> ids;
  std::error_code error;
  for (fs::directory_iterator it("/proc", error), end; it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (is_number(name)) ids.push_back(std::stoi(name));
  }
  return ids;
}

bool has_ended(const ProcessState& process) {
  return process.state == 'Z' || process.state == 'X';
}

// The kernel signals a whole group at once: nobody in it can start another one meanwhile.
void end_groups(const std::vector<ProcessState>& processes) {
  std::set<pid_t> groups;
  for (const ProcessState& process : processes) groups.insert(process.group);
  groups.erase(getpgrp());
  groups.erase(0);
  for (const pid_t group : groups) kill(-group, SIGKILL);
}

// Where each process starts the next one and ends, each in a session of its own, going through all
// of /proc finds nobody: they are gone by then. This list is short, and quick to read. True if
// there was anybody.
bool chase_children(pid_t parent) {
  constexpr int kTries = 100;
  const std::string id = std::to_string(parent);
  const std::string file = "/proc/" + id + "/task/" + id + "/children";
  bool found = false;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    std::istringstream children(read_file(file));
    for (pid_t child = 0; children >> child;) {
      kill(child, SIGKILL);
      found = true;
    }
    if (!found && attempt == kTries / 10) break;
    while (parent == getpid() && waitpid(-1, nullptr, WNOHANG) > 0) {
    }
  }
  return found;
}

}  // namespace

std::vector<ProcessState> descendants_of(pid_t ancestor) {
  std::multimap<pid_t, ProcessState> by_parent;
  for (pid_t id : all_processes()) {
    ProcessState process;
    if (read_process(id, process)) by_parent.emplace(process.parent, process);
  }
  std::vector<ProcessState> found;
  std::vector<pid_t> open = {ancestor};
  for (std::size_t i = 0; i < open.size(); ++i) {
    const auto [begin, end] = by_parent.equal_range(open[i]);
    for (auto it = begin; it != end; ++it) {
      found.push_back(it->second);
      open.push_back(it->second.id);
    }
  }
  return found;
}

double cpu_seconds_of(pid_t id) {
  ProcessState process;
  return read_process(id, process) ? process.cpu_seconds : 0;
}

void end_descendants(pid_t ancestor) {
  constexpr int kRounds = 200;
  for (int round = 0; round < kRounds; ++round) {
    auto processes = descendants_of(ancestor);
    std::erase_if(processes, has_ended);
    end_groups(processes);
    for (const ProcessState& process : processes) kill(process.id, SIGKILL);
    const bool more = chase_children(ancestor);
    if (processes.empty() && !more) return;
  }
}

void read_threads(ProcessState& process) {
  process.threads.clear();
  std::error_code error;
  const fs::path folder = "/proc/" + std::to_string(process.id) + "/task";
  for (fs::directory_iterator it(folder, error), end; it != end; it.increment(error)) {
    const Stat stat = read_stat(it->path() / "stat");
    if (stat.fields.empty()) continue;
    process.threads.push_back({std::stoi(it->path().filename().string()), stat.fields[0][0]});
  }
}

bool handles_signal(pid_t process, int signal) {
  for (const std::string& line :
       lines_of(read_file("/proc/" + std::to_string(process) + "/status"))) {
    if (!line.starts_with("SigCgt:")) continue;
    const auto mask = std::stoull(line.substr(7), nullptr, 16);
    return ((mask >> (signal - 1)) & 1U) != 0;
  }
  return false;
}

}  // namespace threadlings
