// caught by: test (wrong)
#include "measure.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <vector>

std::chrono::nanoseconds start_to_join(const Task& task, const Clock& now, int times) {
  std::vector<std::chrono::nanoseconds> durations;
  for (int i = 0; i != times; ++i) {
    const auto before = now();
    task.start();
    task.join();
    durations.push_back(now() - before);
  }
  std::sort(durations.begin(), durations.end());
  return durations[durations.size() / 2];
}

Memory memory_in(const std::string& smaps) {
  Memory memory;
  bool found = false;
  std::istringstream lines{smaps};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string name;
    std::size_t kilobytes = 0;
    if (!(words >> name >> kilobytes)) continue;
    if (name == "Rss:") {
      memory.resident += kilobytes * 1024;
      found = true;
    } else if (name == "Pss:") {
      memory.proportional += kilobytes * 1024;
    } else if (name == "Private_Clean:" || name == "Private_Dirty:") {
      memory.unique += kilobytes * 1024;
    }
  }
  if (!found) throw std::runtime_error("no report");
  return memory;
}

namespace {

int status_of(pid_t child, int options) {
  int status = 0;
  while (waitpid(child, &status, options) < 0 && errno == EINTR) {
  }
  return status;
}

void end(pid_t child) {
  kill(child, SIGKILL);
  status_of(child, 0);
}

}  // namespace

Memory memory_of_child(const Work& work, const Smaps& smaps) {
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    try {
      work();
      raise(SIGSTOP);
    } catch (...) {
    }
    return {};
  }
  if (!WIFSTOPPED(status_of(child, WUNTRACED))) {
    throw std::runtime_error("the child ended too early");
  }
  std::string report;
  try {
    report = smaps(child);
  } catch (...) {
    end(child);
    throw;
  }
  end(child);
  return memory_in(report);
}
