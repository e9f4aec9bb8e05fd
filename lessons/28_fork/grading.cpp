#include "grading.hpp"

#include <sys/wait.h>
#include <unistd.h>

std::optional<int> grade_in_child(const Grader& grade) {
  // TODO: the child writes the score down, and the parent does not find it. Why?
  std::optional<int> score;

  const pid_t child = fork();
  if (child == 0) {
    score = grade();
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  return score;
}
