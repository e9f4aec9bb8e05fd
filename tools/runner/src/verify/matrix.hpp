// Which wrong answer fails which test of a lesson.
//
// Purpose:        for authors: shows what a test is there for, and which answers are one too many.
// Guarantees:     each test ran alone, so that none hides another. If a check as a whole passes an
//                 answer, each of its tests is taken to pass it.
// Errors:         throws `Interrupted`; a judge that cannot be asked is `environment` in the table.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"
#include "threadlings/judge/lesson.hpp"
#include "threadlings/judge/verdict.hpp"

namespace threadlings::runner {

struct MatrixTest {
  std::string check;
  std::string test;  // "Suite.Name"; empty: the check as a whole

  bool operator==(const MatrixTest&) const = default;
};

struct MatrixAnswer {
  std::string name;               // the folder below tests/NN_slug/wrong
  std::vector<Outcome> outcomes;  // one for each test
};

struct Matrix {
  std::string lesson;
  std::vector<MatrixTest> tests;
  std::vector<MatrixAnswer> answers;
};

// Runs all wrong answers through all checks, `width` of them beside each other.
Matrix ask_matrix(const Context& context, const Lesson& lesson, unsigned width);

// One line for each test, one column for each answer, and what the letters mean.
std::string show_matrix(const Matrix& matrix);

// A sentence for each rule that is broken:
//  - each test fails some wrong answer (in one of the checks that run it), or a line
//    `// Fails no wrong answer: REASON` stands in the comment directly above it;
//  - of answers that fail the same tests with the same verdicts, all but one have a line
//    `// Differs: HOW` of their own in the comment that their first file begins with.
std::vector<std::string> problems_in(const Matrix& matrix, const Lesson& lesson);

}  // namespace threadlings::runner
