// Many tasks on few cores.
//
// Purpose:        runs tasks beside each other; those that measure time run after all others,
//                 alone.
// Thread safety:  the tasks must bear running at the same time, except those marked `alone`.
// Errors:         if a task throws, no further task starts, those that run are awaited, and the
//                 first exception comes out.
#pragma once

#include <functional>
#include <vector>

namespace threadlings::runner {

struct Task {
  std::function<void()> run;
  bool alone = false;  // nothing else may run at that time
};

// At most `width` tasks at a time, begun in their order. Precondition: width > 0.
void run_tasks(const std::vector<Task>& tasks, unsigned width);

}  // namespace threadlings::runner
