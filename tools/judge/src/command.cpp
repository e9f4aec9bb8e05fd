#include "command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "interrupt.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void become(const std::vector<std::string>& argv, const std::string& directory,
                         int output) {
  setpgid(0, 0);  // so that the deadline ends the compilers, too, which ninja starts
  dup2(output, 1);
  dup2(output, 2);
  if (chdir(directory.c_str()) == 0) {
    std::vector<char*> pointers = c_strings(argv);
    execvp(pointers[0], pointers.data());
  }
  dprintf(2, "cannot start %s in %s: %s\n", argv[0].c_str(), directory.c_str(),
          std::strerror(errno));
  _exit(127);
}

// Reads until the end of file; false if the deadline came or the judge was told to stop.
bool read_all(int fd, std::string& output, Clock::time_point deadline) {
  std::array<char, 65536> buffer;
  while (!interrupted()) {
    if (Clock::now() >= deadline) return false;
    pollfd ready{fd, POLLIN, 0};
    if (poll(&ready, 1, 100) <= 0) continue;
    const ssize_t n = read(fd, buffer.data(), buffer.size());
    if (n <= 0) return true;
    output.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return false;
}

}  // namespace

CommandResult run_command(const std::vector<std::string>& argv, const std::string& directory,
                          std::chrono::seconds deadline) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {127, false, "pipe: no descriptors left\n"};
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    return {127, false, "fork: no process could be started\n"};
  }
  if (child == 0) become(argv, directory, ends[1]);
  close(ends[1]);
  CommandResult result;
  if (!read_all(ends[0], result.output, Clock::now() + deadline)) {
    result.timed_out = true;
    kill(-child, SIGKILL);
  }
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace threadlings
