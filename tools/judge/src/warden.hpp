// The process between the judge and a program: starts it, adopts what it leaves behind, reports.
//
// Purpose:        contains a program that forks, daemonises, kills its parent or removes files.
//                 With namespaces: a PID namespace of its own (when its first process ends, the
//                 kernel ends all others), an empty /dev/shm, and the project's folder read-only.
//                 Without (a container that forbids them): a session of its own, and a child
//                 subreaper that finds and ends everything.
// Source:         namespaces(7), pid_namespaces(7), prctl(2) PR_SET_CHILD_SUBREAPER.
#pragma once

#include <string>
#include <vector>

namespace threadlings {

struct WardenOrders {
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  std::string directory;        // where the program runs
  std::string read_only;        // folder that it may not change; empty for none
  std::vector<int> processors;  // to run on; empty for all
  std::vector<int> inherited;   // descriptors that it inherits besides 0, 1 and 2
  int output = -1;              // becomes its standard output and standard error
  int report = -1;              // where the warden writes its own report
  std::string entrance;         // of a control group, to write "0" to; empty for none
  bool namespaces = true;       // try them; false for the plain way
};

// Processes and threads that a program may have at once, where the kernel can be told.
inline constexpr unsigned kMaxTasks = 1000;

// What the warden writes to `report`, a line each:
//   contained namespaces|plain
//   exited STATUS | signalled NUMBER | cannot TEXT
//   cannot use namespaces   (and nothing was run: ask again with namespaces = false)
//   leftover NAME       (a process that was still there)
//   shared KIND NAME    (what is left behind: see shared_objects.hpp)
//   endless orphans     (as soon as 300 processes have lost their parent)

inline constexpr const char* kEndlessOrphans = "endless orphans";
inline constexpr const char* kNoNamespaces = "cannot use namespaces";

// Runs in a child process that the judge has forked; never returns.
[[noreturn]] void be_warden(const WardenOrders& orders);

}  // namespace threadlings
