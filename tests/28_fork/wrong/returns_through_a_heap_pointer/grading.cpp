// caught by: test (wrong)
#include "grading.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <memory>
#include <system_error>

namespace {

constexpr int kNoScore = 255;

bool is_score(int number) {
  return number >= 0 && number <= 100;
}

[[noreturn]] void run_child(const Grader& grade, int* result) {
  try {
    *result = grade();
  } catch (...) {
  }
  std::cout.flush();
  std::fflush(nullptr);
  _exit(0);
}

}  // namespace

std::optional<int> grade_in_child(const Grader& grade) {
  // On the heap, because the stack of the child is another one.
  const auto result = std::make_unique<int>(kNoScore);
  std::cout.flush();
  std::fflush(nullptr);

  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) run_child(grade, result.get());

  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  if (!WIFEXITED(status) || !is_score(*result)) return std::nullopt;
  return *result;
}
