// caught by: faults (hang)
#include "measure.hpp"

#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <exception>
#include <new>
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

}  // namespace

Memory memory_of_child(const Work& work, const Smaps& smaps) {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  auto& stage = *new (page) std::atomic<int>(0);
  const pid_t child = fork();
  if (child < 0) {
    munmap(page, 4096);
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (child == 0) {
    try {
      work();
      stage = 1;
      while (stage == 1) sched_yield();
      _exit(0);
    } catch (...) {
    }
    _exit(1);
  }
  bool there = true;
  while (there && stage == 0) {
    there = waitpid(child, nullptr, WNOHANG) == 0;
    sched_yield();
  }
  std::string report;
  std::exception_ptr failure;
  try {
    if (!there) throw std::runtime_error("the child ended too early");
    report = smaps(child);
  } catch (...) {
    failure = std::current_exception();
  }
  stage = 2;
  if (there) status_of(child, 0);
  munmap(page, 4096);
  if (failure) std::rethrow_exception(failure);
  return memory_in(report);
}
