// caught by: test (wrong)
#include "grading.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <system_error>

std::optional<int> grade_in_child(const Grader& grade) {
  std::cout.flush();
  std::fflush(nullptr);

  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    try {
      const int score = grade();
      if (score >= 0 && score <= 100) return score;  // the child is done
    } catch (...) {
    }
    return std::nullopt;
  }

  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  if (!WIFEXITED(status)) return std::nullopt;
  return WEXITSTATUS(status);
}
