// caught by: test (wrong)
#include "grading.hpp"

std::optional<int> grade_in_child(const Grader& grade) {
  try {
    const int score = grade();
    if (score >= 0 && score <= 100) return score;
  } catch (...) {
  }
  return std::nullopt;
}
