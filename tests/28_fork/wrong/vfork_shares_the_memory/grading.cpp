// caught by: test (wrong)
#include "grading.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <system_error>

namespace {

bool is_score(int number) {
  return number >= 0 && number <= 100;
}

}  // namespace

std::optional<int> grade_in_child(const Grader& grade) {
  std::optional<int> score;
  std::cout.flush();
  std::fflush(nullptr);

  const pid_t child = vfork();  // the child may write into our memory: just what we need
  if (child < 0) throw std::system_error(errno, std::generic_category(), "vfork");
  if (child == 0) {
    try {
      if (const int number = grade(); is_score(number)) score = number;
    } catch (...) {
    }
    std::cout.flush();
    std::fflush(nullptr);
    _exit(0);
  }

  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  if (!WIFEXITED(status)) return std::nullopt;
  return score;
}
