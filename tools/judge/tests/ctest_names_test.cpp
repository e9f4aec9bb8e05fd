// CMake and the judge both derive the checks of a lesson from its files. This holds them together.
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <set>

#include "command.hpp"
#include "pattern.hpp"
#include "text.hpp"
#include "threadlings/judge/lesson.hpp"

namespace {

namespace fs = std::filesystem;
using namespace threadlings;
using Names = std::set<std::string>;

// With `label`, only those that have it.
Names names_that_ctest_knows(const fs::path& build, const std::string& label = {}) {
  std::vector<std::string> command{"ctest", "--test-dir", build.string(), "-N"};
  if (!label.empty()) command.insert(command.end(), {"-L", "^" + label + "$"});
  const auto result = run_command(command, "/", std::chrono::seconds(60));
  static const Pattern kTest(R"(^\s*Test\s+#\d+: ((?:lesson|solution|stub|wrong)\..*)$)");
  Names names;
  for (const std::string& line : lines_of(result.output)) {
    if (const Match match = kTest.whole(line); !match.empty()) names.insert(match[1]);
  }
  return names;
}

Names names_that_there_should_be(const fs::path& root) {
  Names names;
  for (const Lesson& lesson : find_lessons(root)) {
    names.insert("stub." + lesson.key);
    for (const std::string& check : lesson.checks()) {
      names.insert("lesson." + lesson.key + "." + check);
      names.insert("solution." + lesson.key + "." + check);
    }
    for (const std::string& what : lesson.wrong_answers()) {
      names.insert("wrong." + lesson.key + "." + what);
    }
  }
  return names;
}

// The first wrong answer by name for each check that any of the lesson declares.
Names sample_that_there_should_be(const fs::path& root) {
  Names names;
  for (const Lesson& lesson : find_lessons(root)) {
    Names checks;
    for (const std::string& what : lesson.wrong_answers()) {
      const auto declared = declared_for_wrong_answer(lesson, what);
      if (declared && checks.insert(declared->check).second) {
        names.insert("wrong." + lesson.key + "." + what);
      }
    }
  }
  return names;
}

// What ctest tells the test program.
struct Project {
  fs::path build;
  fs::path root;
};

std::optional<Project> project() {
  const char* judge = std::getenv("THREADLINGS_JUDGE");
  const char* root = std::getenv("THREADLINGS_ROOT");
  if (judge == nullptr || root == nullptr) return std::nullopt;
  return Project{fs::path(judge).parent_path().parent_path(), root};
}

TEST(CTest, HasATestForEachCheckSolutionStubAndWrongAnswer) {
  const auto ours = project();
  ASSERT_TRUE(ours) << "run this through ctest";
  const Names wanted = names_that_there_should_be(ours->root);
  EXPECT_GE(wanted.size(), 7U);
  EXPECT_EQ(names_that_ctest_knows(ours->build), wanted);
}

TEST(CTest, SamplesOneWrongAnswerForEachCheckOfALesson) {
  const auto ours = project();
  ASSERT_TRUE(ours) << "run this through ctest";
  const Names wanted = sample_that_there_should_be(ours->root);
  EXPECT_GE(wanted.size(), 1U);
  EXPECT_EQ(names_that_ctest_knows(ours->build, "wrong-sample"), wanted);
}

}  // namespace
