#include "control_group.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "threadlings-judge-";

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream input(text);
  for (std::string part; std::getline(input, part, separator);) parts.push_back(part);
  return parts;
}

bool holds(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A hierarchy of control groups that has the controller `pids`, and where in it this process is.
struct Hierarchy {
  fs::path top;  // where it is mounted
  fs::path own;  // this process's group
  bool second_version = false;
};

// "31 24 0:27 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw"; proc(5).
struct Mount {
  std::string root;
  std::string point;
  std::string type;
  std::vector<std::string> options;
};

std::optional<Mount> mount_of(const std::string& line) {
  const auto words = split(line, ' ');
  const auto dash = std::find(words.begin(), words.end(), "-");
  if (words.size() < 6 || words.end() - dash < 4) return std::nullopt;
  return Mount{words[3], words[4], dash[1], split(dash[3], ',')};
}

// The path of this process's group, as /proc/self/cgroup has it: "0::/user.slice/…", "8:pids:/".
std::optional<std::string> path_in(const Mount& mount, const fs::path& membership) {
  for (const std::string& line : lines_of(read_file(membership))) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool this_one =
        mount.type == "cgroup2" ? controllers.empty() : holds(split(controllers, ','), "pids");
    if (this_one) return line.substr(second + 1);
  }
  return std::nullopt;
}

std::optional<Hierarchy> hierarchy_of(const Mount& mount, const fs::path& membership) {
  const bool second = mount.type == "cgroup2";
  if (!second && !(mount.type == "cgroup" && holds(mount.options, "pids"))) return std::nullopt;
  const auto path = path_in(mount, membership);
  if (!path) return std::nullopt;
  // A container may see only a part of the hierarchy.
  const std::string root = mount.root == "/" ? "" : mount.root;
  if (!path->starts_with(root)) return std::nullopt;
  const fs::path top = mount.point;
  const fs::path own = top / fs::path(path->substr(root.size())).relative_path();
  return Hierarchy{top, own.has_filename() ? own : own.parent_path(), second};
}

// In one piece; false where the controller has no such file.
bool write_value(const fs::path& file, const std::string& value) {
  std::ofstream stream(file);
  stream << value << std::flush;
  return stream.good();
}

// "max 3" in `pids.events`, say.
long count_in(const fs::path& file, const std::string& key) {
  for (const std::string& line : lines_of(read_file(file))) {
    if (line.starts_with(key + " ")) return std::atol(line.c_str() + key.size());
  }
  return 0;
}

// A judge that was killed could not remove its group.
void remove_orphaned_groups(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kPrefix)) continue;
    const pid_t owner = std::atoi(name.c_str() + kPrefix.size());
    if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH) rmdir(entry.path().c_str());
  }
}

// A number of its own for each group of this judge.
std::string next_name() {
  static std::atomic<int> number = 0;
  return std::string(kPrefix) + std::to_string(getpid()) + "-" + std::to_string(++number);
}

// The nearest group that lets its children be limited, from this process's own upwards.
std::optional<fs::path> make_below(const Hierarchy& place, const ControlGroup::Limits& limits) {
  for (fs::path parent = place.own;; parent = parent.parent_path()) {
    const bool hands_out =
        !place.second_version ||
        read_file(parent / "cgroup.subtree_control").find("pids") != std::string::npos;
    const fs::path folder = parent / next_name();
    std::error_code refused;
    if (hands_out && fs::create_directory(folder, refused)) {
      remove_orphaned_groups(parent);
      if (write_value(folder / "pids.max", std::to_string(limits.tasks))) {
        write_value(folder / "memory.max", std::to_string(limits.memory));
        return folder;
      }
      rmdir(folder.c_str());
    }
    if (parent == place.top || !parent.has_relative_path()) return std::nullopt;
  }
}

}  // namespace

std::optional<ControlGroup> ControlGroup::make(const Limits& limits, const fs::path& mounts,
                                               const fs::path& membership) {
  for (const std::string& line : lines_of(read_file(mounts))) {
    const auto mount = mount_of(line);
    const auto hierarchy = mount ? hierarchy_of(*mount, membership) : std::nullopt;
    const auto folder = hierarchy ? make_below(*hierarchy, limits) : std::nullopt;
    if (folder) return ControlGroup(*folder);
  }
  return std::nullopt;
}

ControlGroup::ControlGroup(ControlGroup&& other) noexcept
    : folder_(std::exchange(other.folder_, {})) {}

ControlGroup::~ControlGroup() {
  if (folder_.empty()) return;
  // The kernel may not be quite done with those who have just ended.
  for (int round = 0; round < 100 && rmdir(folder_.c_str()) != 0 && errno == EBUSY; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

bool ControlGroup::refused_a_task() const {
  return count_in(folder_ / "pids.events", "max") > 0;
}

bool ControlGroup::out_of_memory() const {
  return count_in(folder_ / "memory.events", "oom_kill") > 0;
}

void ControlGroup::freeze_size() const {
  write_value(folder_ / "pids.max", "0");
}

}  // namespace threadlings
