// caught by: faults (wrong)
#include "results.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>
#include <system_error>

namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t taken = write(descriptor, bytes.data(), bytes.size());
    if (taken >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(taken));
    } else if (errno != EINTR) {
      fail("write");
    }
  }
}

// The length comes first, in eight bytes.
std::string read_all(int descriptor) {
  std::size_t length = 0;
  while (read(descriptor, &length, sizeof length) < 0 && errno == EINTR) {
  }
  std::string all;
  std::array<char, 4096> chunk;
  for (;;) {
    const ssize_t size = read(descriptor, chunk.data(), chunk.size());
    if (size == 0 && all.size() < length) throw ChildFailed("a part is missing");
    if (size == 0) return all;
    if (size > 0) {
      all.append(chunk.data(), static_cast<std::size_t>(size));
    } else if (errno != EINTR) {
      fail("read");
    }
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

std::string result_from_child(const Work& work) {
  std::fflush(nullptr);
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) fail("pipe");

  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    throw ChildFailed("there is no child");
  }
  if (child == 0) {
    close(ends[0]);
    try {
      const std::string result = work();
      const std::size_t length = result.size();
      write_all(ends[1],
                std::string{reinterpret_cast<const char*>(&length), sizeof length} + result);
    } catch (...) {
      _exit(1);
    }
    _exit(0);
  }

  close(ends[1]);
  std::string result;
  try {
    result = read_all(ends[0]);
  } catch (...) {
    close(ends[0]);
    wait_for(child);
    throw;
  }
  close(ends[0]);
  const int status = wait_for(child);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw ChildFailed("the child failed");
  return result;
}
