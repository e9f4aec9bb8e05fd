#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "files.hpp"
#include "verify/matrix.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNoAnswerFails = "// Fails no wrong answer: ";
constexpr std::string_view kDiffers = "// Differs: ";

std::string without_indent(const std::string& line) {
  const auto begin = line.find_first_not_of(" \t");
  return begin == std::string::npos ? "" : line.substr(begin);
}

// What stands behind `label` in one of `lines`; empty if it is in none.
std::string text_behind(std::string_view label, const std::vector<std::string>& lines) {
  for (const auto& line : lines) {
    if (line.starts_with(label)) return line.substr(label.size());
  }
  return {};
}

// The line comments directly above the line that begins the test "Suite.Name".
std::vector<std::string> comment_above(const std::vector<std::string>& lines,
                                       const std::string& test) {
  const auto dot = test.find('.');
  const auto head = "(" + test.substr(0, dot) + ", " + test.substr(dot + 1) + ")";
  std::vector<std::string> comment;
  for (const auto& raw : lines) {
    const auto line = without_indent(raw);
    if (line.starts_with("//")) {
      comment.push_back(line);
    } else if (line.starts_with("TEST") && line.find(head) != std::string::npos) {
      return comment;
    } else {
      comment.clear();
    }
  }
  return {};
}

// The line comments that the first file of an answer begins with.
std::vector<std::string> first_comment(const Lesson& lesson, const std::string& answer) {
  const auto names = lesson.answer_files();
  const auto file = names.empty() ? fs::path() : lesson.tests() / "wrong" / answer / names.front();
  std::vector<std::string> comment;
  if (!fs::is_regular_file(file)) return comment;
  for (const auto& line : split_lines(read_text(file))) {
    if (!line.starts_with("//")) break;
    comment.push_back(line);
  }
  return comment;
}

// The checks `test` and `tsan` run the same tests.
fs::path test_file_of(const Lesson& lesson, const std::string& check) {
  if (check == "explore") return lesson.tests() / "interleavings.cpp";
  if (check == "faults") return lesson.tests() / "faults.cpp";
  return check == "bench" ? lesson.benchmark() : lesson.tests() / "behaviour.cpp";
}

bool failed_by_some_answer(const Matrix& matrix, std::size_t test) {
  return std::any_of(matrix.answers.begin(), matrix.answers.end(),
                     [&](const auto& answer) { return is_failure(answer.outcomes[test]); });
}

bool is_excused(const fs::path& file, const std::string& test) {
  if (!fs::is_regular_file(file)) return false;
  return !text_behind(kNoAnswerFails, comment_above(split_lines(read_text(file)), test)).empty();
}

void find_idle_tests(const Matrix& matrix, const Lesson& lesson,
                     std::vector<std::string>& problems) {
  std::map<std::pair<fs::path, std::string>, bool> busy;
  for (std::size_t test = 0; test < matrix.tests.size(); ++test) {
    const auto& [check, name] = matrix.tests[test];
    if (name.empty() && check != "bench") continue;
    busy[{test_file_of(lesson, check), name}] |= failed_by_some_answer(matrix, test);
  }
  for (const auto& [where, is_busy] : busy) {
    const auto& [file, test] = where;
    if (is_busy || is_excused(file, test)) continue;
    problems.push_back(fmt::format(
        "{}{} fails no wrong answer. Write the mistake that it is there for, or say "
        "above it why it is there: {}REASON",
        shown_path(file, lesson.root), test.empty() ? "" : ": " + test, kNoAnswerFails));
  }
}

// What the tests say about an answer, each by itself; and the checks of which no test alone fails.
std::vector<Outcome> pattern_of(const Matrix& matrix, const MatrixAnswer& answer) {
  std::set<std::string> told;
  for (std::size_t i = 0; i < matrix.tests.size(); ++i) {
    if (!matrix.tests[i].test.empty() && is_failure(answer.outcomes[i])) {
      told.insert(matrix.tests[i].check);
    }
  }
  auto outcomes = answer.outcomes;
  for (std::size_t i = 0; i < matrix.tests.size(); ++i) {
    const auto& [check, test] = matrix.tests[i];
    if (test.empty() && told.count(check) > 0) outcomes[i] = Outcome::pass;
  }
  return outcomes;
}

void find_doubles(const Matrix& matrix, const Lesson& lesson, std::vector<std::string>& problems) {
  std::map<std::vector<Outcome>, std::vector<std::string>> alike;
  for (const auto& answer : matrix.answers) {
    alike[pattern_of(matrix, answer)].push_back(answer.name);
  }
  for (const auto& [pattern, names] : alike) {
    std::set<std::string> differences;
    std::vector<std::string> silent;
    for (const auto& name : names) {
      const auto text = text_behind(kDiffers, first_comment(lesson, name));
      if (text.empty() || !differences.insert(text).second) silent.push_back(name);
    }
    for (std::size_t i = 1; i < silent.size(); ++i) {
      problems.push_back(
          fmt::format("tests/{}/wrong/{} fails the same tests with the same verdicts as {}. Remove "
                      "one of them, or say in the first comment in what the mistake differs: "
                      "{}HOW",
                      lesson.key, silent[i], silent.front(), kDiffers));
    }
  }
}

}  // namespace

std::vector<std::string> problems_in(const Matrix& matrix, const Lesson& lesson) {
  std::vector<std::string> problems;
  find_idle_tests(matrix, lesson, problems);
  find_doubles(matrix, lesson, problems);
  return problems;
}

}  // namespace threadlings::runner
