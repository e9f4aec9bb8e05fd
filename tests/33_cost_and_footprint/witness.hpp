// Sees what really happened when an answer measured a child.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>

#include "measure.hpp"

namespace witness {

// What is known of a call of memory_of_child. It lies in memory that parent and children share.
struct Events {
  std::atomic<int> works{0};           // how often the work has been done
  std::atomic<pid_t> worker{0};        // the process in which that was
  std::atomic<bool> work_done{false};  //
  std::atomic<int> reports{0};         // how often a report has been asked for
  std::atomic<pid_t> reported{0};      // the process that the last one was about
  bool done_at_report = false;         // was the work done when it was asked for?
  bool ended_after_report = false;     // did that process go on to its end, right after that?
  int came_back = 0;                   // children that returned from memory_of_child
  bool parent_suspended = false;       // did the parent stand still while its child ran (vfork)?
  int atexit_in_child = 0;             // atexit handlers that ran in a child
};

// Since the last call of forget_events.
Events& events();
void forget_events();

// Leaves a process the time to run away. An answer that keeps its child waits for nothing here: its
// child stands still. Returns whether the process has ended.
bool let_run(pid_t process);

// Notes that the work is done, and where.
void work();

// The same, but it takes its time: it ends only when its parent waits for it, or has already asked
// for the report. So an answer that does not wait asks too early, on every machine.
void slow_work();

// Gives `text` as the report on a process, and notes it.
std::string report(pid_t process, const std::string& text);

// The same, and then let_run.
std::string slow_report(pid_t process, const std::string& text);

// Calls memory_of_child, and keeps a child that comes back from it out of the tests. A child whose
// parent is suspended until its end is ended: they would wait for each other for ever.
Memory measured(const Work& work, const Smaps& smaps);

}  // namespace witness
