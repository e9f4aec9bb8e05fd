// A control group of its own for a program: the kernel counts what the program starts, and refuses
// more than its share.
//
// Purpose:        stops a fork bomb before it slows the machine down, and lets the judge end one
//                 whose processes come and go faster than anybody can look.
// How:            a child of the judge's own group, or of one above it that hands out the
//                 controller `pids`. With version 2 of control groups the memory has a limit, too.
// Errors:         none: where no group can be made, there is none.
// Source:         cgroups(7); the kernel's cgroup-v2.rst and cgroup-v1/pids.rst.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace threadlings {

class ControlGroup {
 public:
  struct Limits {
    std::size_t tasks = 0;  // processes and threads
    std::size_t memory = 0;
  };

  // `mounts` and `membership` are /proc/self/mountinfo and /proc/self/cgroup.
  static std::optional<ControlGroup> make(const Limits& limits, const std::filesystem::path& mounts,
                                          const std::filesystem::path& membership);
  static std::optional<ControlGroup> make(const Limits& limits) {
    return make(limits, "/proc/self/mountinfo", "/proc/self/cgroup");
  }

  // Removes the group. Precondition: its processes have ended, or are about to.
  ~ControlGroup();
  ControlGroup(ControlGroup&& other) noexcept;
  ControlGroup& operator=(ControlGroup&&) = delete;

  // Who writes "0" to this file enters the group, and so do all that it starts from then on.
  std::filesystem::path entrance() const { return folder_ / "cgroup.procs"; }

  bool refused_a_task() const;
  bool out_of_memory() const;

  // No process of the group can start another one from now on.
  void freeze_size() const;

 private:
  explicit ControlGroup(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;  // empty if moved from
};

}  // namespace threadlings
