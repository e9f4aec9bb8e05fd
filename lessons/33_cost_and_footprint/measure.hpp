// Measuring what a thread and a process cost. You need not edit this.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

// Something that can be started, and joined when it has ended: a thread, or a process.
struct Task {
  std::function<void()> start;
  std::function<void()> join;
};

// Reads a clock. Only the difference of two readings means something.
using Clock = std::function<std::chrono::nanoseconds()>;

// How long a task takes from just before its start until it has been joined.
//
// Runs the task `times` times, one after another, and returns the median: the middle one of all
// these durations. (If `times` is even, anything from the lower to the upper middle one will do.)
//
// REQUIRES: times >= 1
// Errors:   what `start` throws passes through, and nothing is joined that has not been started.
std::chrono::nanoseconds start_to_join(const Task& task, const Clock& now, int times);

// How much of the machine's memory a process has, in bytes.
struct Memory {
  std::size_t resident = 0;      // RSS: all of its pages, as if nobody shared them
  std::size_t proportional = 0;  // PSS: of a page that n processes share, one n-th
  std::size_t unique = 0;        // USS: the pages that no other process has
};

// Reads one of the kernel's reports: the text of /proc/PID/smaps_rollup, which has one block of
// lines, or of /proc/PID/smaps, which has one block for each mapping of the process. The answer is
// the sum over all blocks.
//
// Errors: throws std::runtime_error if the text has no line `Rss:`. That of a process that has
//         ended is empty, for example, and "nothing" would be a wrong number.
Memory memory_in(const std::string& smaps);

using Work = std::function<void()>;

// Fetches such a report for a process.
using Smaps = std::function<std::string(pid_t)>;

// How much memory a child process has when it has done its work, and is still there.
//
// Forks. `work` runs in the child, once. Then its report is fetched with `smaps`, and only then the
// child may end.
//
// Errors:  throws std::runtime_error if the child does not come to the end of its work: it throws,
//          exits, or is killed. What `smaps` throws passes through. Throws std::system_error if
//          there can be no child.
// Waiting: both processes sleep while they wait for each other.
// Signals: may interrupt any call that waits. That changes nothing.
// Leaves behind nothing, not after an error either: no process, no zombie, no open descriptor.
Memory memory_of_child(const Work& work, const Smaps& smaps);
