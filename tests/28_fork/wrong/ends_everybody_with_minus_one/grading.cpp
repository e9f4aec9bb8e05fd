// caught by: faults (wrong)
// Differs: the failure is noticed, but -1 has gone into kill before that
#include "grading.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>

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
  if (child == 0) run_child(grade);

  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno == EINTR) continue;
    kill(child, SIGKILL);  // it cannot be waited for, so it must not run on
    return std::nullopt;
  }
  if (!WIFEXITED(status) || !is_score(WEXITSTATUS(status))) return std::nullopt;
  return WEXITSTATUS(status);
}
