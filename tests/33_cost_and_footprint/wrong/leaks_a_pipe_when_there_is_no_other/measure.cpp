// caught by: faults (leak)
#include "measure.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace {

bool say(int descriptor) {
  ssize_t size = 0;
  while ((size = write(descriptor, "!", 1)) < 0 && errno == EINTR) {
  }
  return size == 1;
}

bool hear(int descriptor) {
  char byte = 0;
  ssize_t size = 0;
  while ((size = read(descriptor, &byte, 1)) < 0 && errno == EINTR) {
  }
  return size == 1;
}

}  // namespace

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
  std::array<int, 2> done{};
  std::array<int, 2> go{};
  if (pipe(done.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  if (pipe(go.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  const pid_t child = fork();
  if (child < 0) {
    for (const int end : {done[0], done[1], go[0], go[1]}) close(end);
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (child == 0) {
    close(done[0]);
    close(go[1]);
    try {
      work();
      if (say(done[1]) && !hear(go[0])) _exit(0);
    } catch (...) {
    }
    _exit(1);
  }
  close(done[1]);
  close(go[0]);
  const bool ready = hear(done[0]);
  std::string report;
  std::exception_ptr failure;
  try {
    if (!ready) throw std::runtime_error("the child ended too early");
    report = smaps(child);
  } catch (...) {
    failure = std::current_exception();
  }
  close(done[0]);
  close(go[1]);
  status_of(child, 0);
  if (failure) std::rethrow_exception(failure);
  return memory_in(report);
}
