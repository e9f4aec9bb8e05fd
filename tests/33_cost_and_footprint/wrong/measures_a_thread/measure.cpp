// caught by: test (wrong)
#include "measure.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>
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

Memory memory_of_child(const Work& work, const Smaps& smaps) {
  Memory memory;
  std::exception_ptr failure;
  std::thread child([&] {
    try {
      work();
      memory = memory_in(smaps(getpid()));
    } catch (...) {
      failure = std::current_exception();
    }
  });
  child.join();
  if (failure) std::rethrow_exception(failure);
  return memory;
}
