#include "results.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>

std::string result_from_child(const Work& work) {
  std::fflush(nullptr);
  std::array<int, 2> ends{};  // what is written into ends[1] can be read from ends[0]
  if (pipe(ends.data()) != 0) throw std::runtime_error("pipe");

  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    const std::string result = work();
    const bool sent = write(ends[1], result.data(), result.size()) >= 0;
    _exit(sent ? 0 : 1);
  }
  close(ends[1]);

  // TODO: long results arrive cut off, and when the child fails nobody notices.
  std::string result(1024 * 1024, '\0');
  const ssize_t size = read(ends[0], result.data(), result.size());
  result.resize(size < 0 ? 0 : static_cast<std::size_t>(size));

  close(ends[0]);
  waitpid(child, nullptr, 0);
  return result;
}
