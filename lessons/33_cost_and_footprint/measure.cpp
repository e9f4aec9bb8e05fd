#include "measure.hpp"

#include <sys/wait.h>
#include <unistd.h>

std::chrono::nanoseconds start_to_join(const Task& task, const Clock& now, int times) {
  // TODO: this stops the clock too early, and one slow start spoils the mean.
  std::chrono::nanoseconds total{0};
  for (int i = 0; i != times; ++i) {
    const auto before = now();
    task.start();
    total += now() - before;
    task.join();
  }
  return total / times;
}

Memory memory_in(const std::string& smaps) {
  // TODO: this reads one line of one block, and forgets its unit.
  Memory memory;
  if (const auto at = smaps.find("Rss:"); at != std::string::npos) {
    memory.resident = std::stoul(smaps.substr(at + 4));
  }
  memory.proportional = memory.resident;
  memory.unique = memory.resident;
  return memory;
}

Memory memory_of_child(const Work& work, const Smaps& smaps) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  // TODO: has the child done its work by now? Is it still there?
  const Memory memory = memory_in(smaps(child));
  waitpid(child, nullptr, 0);
  return memory;
}
