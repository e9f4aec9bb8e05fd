// caught by: faults (wrong)
#include "grading.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <system_error>

namespace {

constexpr int kNoScore = 255;

bool is_score(int number) {
  return number >= 0 && number <= 100;
}

[[noreturn]] void run_child(const Grader& grade) {
  int code = kNoScore;
  try {
    if (const int score = grade(); is_score(score)) code = score;
  } catch (...) {
  }
  std::cout.flush();
  std::fflush(nullptr);
  _exit(code);
}

}  // namespace

std::optional<int> grade_in_child(const Grader& grade) {
  std::cout.flush();
  std::fflush(nullptr);

  const pid_t child = fork();
  if (child < 0) {
    std::fprintf(stderr, "cannot fork\n");
    std::exit(1);
  }
  if (child == 0) run_child(grade);

  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  if (!WIFEXITED(status) || !is_score(WEXITSTATUS(status))) return std::nullopt;
  return WEXITSTATUS(status);
}
