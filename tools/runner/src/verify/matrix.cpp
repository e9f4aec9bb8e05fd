#include "verify/matrix.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "ask_judge.hpp"
#include "schedule.hpp"
#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

// What the judge said about one answer in one check.
struct Asked {
  std::size_t answer = 0;
  std::string check;
  std::vector<Verdict> verdicts;  // the whole, then each test; or one that speaks for all
};

std::vector<Asked> ask_all_answers(const Context& context, const Lesson& lesson, unsigned width) {
  std::vector<Asked> asked;
  const auto names = lesson.wrong_answers();
  for (const auto& check : lesson.checks()) {
    for (std::size_t i = 0; i < names.size(); ++i) asked.push_back({i, check, {}});
  }
  std::vector<Task> tasks;
  for (auto& one : asked) {
    const Question question{
        lesson.key, one.check, lesson.tests() / "wrong" / names[one.answer], {}};
    const auto ask = [&context, &one, question] {
      one.verdicts = ask_each_test(context, question);
    };
    tasks.push_back({ask, one.check == "bench"});
  }
  run_tasks(tasks, width);
  return asked;
}

// The tests of a check, from the answer about which the judge said most.
std::vector<MatrixTest> tests_asked_in(const std::vector<Asked>& asked, const std::string& check) {
  const Asked* longest = nullptr;
  for (const auto& one : asked) {
    if (one.check != check) continue;
    if (longest == nullptr || one.verdicts.size() > longest->verdicts.size()) longest = &one;
  }
  std::vector<MatrixTest> tests;
  if (longest == nullptr) return tests;
  for (const auto& verdict : longest->verdicts) tests.push_back({check, verdict.test});
  return tests;
}

// Of a test about which the judge said nothing: what it said about the whole.
Outcome outcome_of(const Asked& asked, const std::string& test) {
  const auto found = std::find_if(asked.verdicts.begin(), asked.verdicts.end(),
                                  [&](const Verdict& verdict) { return verdict.test == test; });
  return found == asked.verdicts.end() ? asked.verdicts.front().outcome : found->outcome;
}

constexpr std::array kLetters{
    std::pair{Outcome::pass, "."},        std::pair{Outcome::unsolved, "u"},
    std::pair{Outcome::compile, "b"},     std::pair{Outcome::wrong, "w"},
    std::pair{Outcome::race, "r"},        std::pair{Outcome::deadlock, "d"},
    std::pair{Outcome::livelock, "l"},    std::pair{Outcome::hang, "h"},
    std::pair{Outcome::crash, "c"},       std::pair{Outcome::memory, "m"},
    std::pair{Outcome::leak, "k"},        std::pair{Outcome::slow, "s"},
    std::pair{Outcome::cannot_tell, "?"}, std::pair{Outcome::environment, "!"},
};

std::string letter_of(Outcome outcome) {
  for (const auto& [known, letter] : kLetters) {
    if (known == outcome) return letter;
  }
  return "?";
}

std::string letters_used(const Matrix& matrix) {
  std::string text;
  const auto is_used = [&](Outcome outcome) {
    return std::ranges::any_of(matrix.answers, [&](const auto& answer) {
      return std::ranges::find(answer.outcomes, outcome) != answer.outcomes.end();
    });
  };
  for (const auto& [outcome, letter] : kLetters) {
    if (is_used(outcome))
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", letter, name_of(outcome));
  }
  return "  " + text + "\n";
}

std::string matrix_row(const Matrix& matrix, std::size_t test, int name_width) {
  const auto& [check, name] = matrix.tests[test];
  auto text = "  " + filled(check, 9) + filled(name.empty() ? "(all of it)" : name, name_width);
  for (const auto& answer : matrix.answers) {
    text += fmt::format("{:>3}", letter_of(answer.outcomes[test]));
  }
  return text + "\n";
}

std::string matrix_head(const Matrix& matrix, int name_width) {
  auto text = "  " + filled("check", 9) + filled("test", name_width);
  for (std::size_t i = 1; i <= matrix.answers.size(); ++i) text += fmt::format("{:>3}", i);
  return text + "\n";
}

int longest_name(const Matrix& matrix) {
  std::size_t longest = 12;
  for (const auto& test : matrix.tests) longest = std::max(longest, test.test.size());
  return static_cast<int>(longest) + 1;
}

}  // namespace

Matrix ask_matrix(const Context& context, const Lesson& lesson, unsigned width) {
  const auto asked = ask_all_answers(context, lesson, width);
  Matrix matrix{lesson.key, {}, {}};
  for (const auto& name : lesson.wrong_answers()) matrix.answers.push_back({name, {}});
  for (const auto& check : lesson.checks()) {
    const auto tests = tests_asked_in(asked, check);
    matrix.tests.insert(matrix.tests.end(), tests.begin(), tests.end());
    for (const auto& one : asked) {
      if (one.check != check) continue;
      auto& outcomes = matrix.answers[one.answer].outcomes;
      for (const auto& test : tests) outcomes.push_back(outcome_of(one, test.test));
    }
  }
  return matrix;
}

std::string show_matrix(const Matrix& matrix) {
  auto text = matrix.lesson + "\n";
  for (std::size_t i = 0; i < matrix.answers.size(); ++i) {
    text += fmt::format("  {:>2}  {}\n", i + 1, matrix.answers[i].name);
  }
  const int width = longest_name(matrix);
  text += matrix_head(matrix, width);
  for (std::size_t test = 0; test < matrix.tests.size(); ++test)
    text += matrix_row(matrix, test, width);
  return text + letters_used(matrix);
}

}  // namespace threadlings::runner
