// Running several jobs at the same time, each in a process of its own. You need not edit this.
#pragma once

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <functional>
#include <vector>

// What a job does. The number that it returns is the exit code of its process.
using Work = std::function<int()>;

// How the process of a job has ended.
struct Ending {
  enum How {
    finished,  // by itself
    killed     // by a signal
  };
  How how;
  int number;  // finished: the exit code, 0 .. 255; killed: the signal

  bool operator==(const Ending&) const = default;
};

// Is told which job has ended, by its place in the list, and how.
using Report = std::function<void(std::size_t job, Ending ending)>;

// Runs all jobs at the same time, each in a child process, and returns when all have ended.
//
// Reports:      calls `report` once for each job, as soon as that job has ended, whichever it is;
//               in the calling thread.
// Errors:       throws std::system_error if a job cannot be started. Those that run already have
//               ended by then.
// Signals:      may interrupt any call that waits. That changes nothing. The caller's own handlers
//               run meanwhile, and stay as they are.
// Leaves behind nothing, not after an error either: no process, no zombie, no open descriptor. The
//               caller's other children are left alone.
void run_jobs(const std::vector<Work>& jobs, const Report& report);

// A descriptor that stands for a child: poll(2) finds it readable once the child has ended. Close
// it when you are done. Returns -1 on failure, with errno. (This is pidfd_open(2), there since
// Linux 5.3. The C library has had a function for it only since glibc 2.36.)
inline int open_child(pid_t child) {
  return static_cast<int>(syscall(SYS_pidfd_open, child, 0));
}
